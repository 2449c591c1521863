//! The corpus is compiled into the binary: a new, changed or removed document means a new binary.

fn main() {
    println!("cargo::rerun-if-changed=corpus");
}
