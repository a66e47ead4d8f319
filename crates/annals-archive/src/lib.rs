//! Pages and articles kept for ever.
