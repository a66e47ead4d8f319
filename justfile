# The ten things one does here, each one line.

default:
    @just --list

run *ARGS:
    cargo run --release -- {{ARGS}}

test:
    cargo test --workspace

cases:
    cargo test -p annals-extract --test cases -- --nocapture

rules NAME="":
    cargo run --release -- rules {{NAME}}

house:
    cargo test -p annals-tests --test house

fmt:
    cargo fmt --all

lint:
    cargo clippy --workspace --all-targets -- -D warnings

doc:
    cargo doc --workspace --no-deps --document-private-items

build:
    cargo build --release
