//! The jobs of annals, and the command line over them.
