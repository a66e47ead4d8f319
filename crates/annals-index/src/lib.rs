//! Full-text search over articles, entities and figures.
