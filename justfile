# Short names for what is done often. `just` lists them; each line can be typed as well.

_:
    @just --list --unsorted

# Serve from this checkout, built anew when a file changes where cargo-watch is installed
dev:
    @if cargo watch --version >/dev/null 2>&1; then cargo watch -x run; else cargo run; fi

# A demonstration with a year of data, on http://127.0.0.1:8080
demo:
    cargo run -- demo

# Everything: lint, SQLite, Postgres, browser
test:
    bash tests/all

# The suite on SQLite alone; words narrow it: `just test-sqlite laws`
test-sqlite *words:
    cargo nextest run -p steward --test main {{words}}

# The browser stories alone; words narrow them: `just test-browser calendar`
test-browser *words:
    cargo build --bin steward
    node tests/browser/run.mjs {{words}}

# What it costs, measured on the release build and kept in docs/benchmarks.md
bench:
    cargo bench --bench bench

# Format, and let clippy judge
lint:
    cargo fmt --all
    cargo clippy --workspace --all-targets --locked -- -D warnings

# What continuous integration runs
ci:
    .ci/run
