//! Search, digests and timelines over HTTP.
