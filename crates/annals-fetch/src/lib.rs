//! From a plan to pages, politely.
