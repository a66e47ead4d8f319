//! Whole runs of the program over a server on this machine: feeds found, rounds, metrics, archives of others.

mod archives;
mod crawl;
mod feeds;
mod pace;
mod program;
mod ranges;
mod rounds;
mod slips;
mod standing;
