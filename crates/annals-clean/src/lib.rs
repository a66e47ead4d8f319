//! From a page to the article a reader reads.
