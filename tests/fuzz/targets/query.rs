//! Any text as a query: it is read or refused, and what is read is read alike when it is written out.

#![no_main]

use annals_index::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match parse(text) {
        Ok(tree) => assert_eq!(parse(&tree.to_string()).as_ref(), Ok(&tree), "{text:?} is written out as {tree}"),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
