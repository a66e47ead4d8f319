//! Looks at the house from outside: its rules, its whole runs, its properties.

pub mod crawl;
pub mod faulty;
pub mod generator;
pub mod house;
pub mod load;
pub mod server;
