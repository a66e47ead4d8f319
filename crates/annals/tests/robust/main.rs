//! What befalls a program in use: it is killed, stopped, fed rubbish, and runs out of room. Nothing may be lost.

mod program;
mod shards;
