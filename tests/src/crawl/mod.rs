//! Whole crawls by the program against servers on this machine: how fast, how polite, and what a kill leaves behind.

pub mod by_hand;
pub mod kills;
pub mod pace;
pub mod polite;
mod program;
mod reading;
mod site;

pub use program::{Program, Used};
pub use reading::{Stored, stored, warcio};
pub use site::{Site, reports, sites};
