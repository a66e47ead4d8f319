//! What befalls a program in use: it is killed, stopped, fed rubbish, and runs out of room. Nothing may be lost.

#[cfg(target_os = "linux")]
mod disks;
mod inputs;
mod kills;
mod news;
mod program;
mod shards;
#[cfg(unix)]
mod signals;
