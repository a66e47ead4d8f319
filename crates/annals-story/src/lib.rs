//! From many articles to stories, claims, timelines and digests.
