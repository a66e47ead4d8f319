//! Looks at the house from outside.
