//! Bytes with a checksum in front, so that damage is noticed: SHA-256.

use sha2::{Digest as _, Sha256};

/// The bytes of the checksum.
const CHECKSUM: usize = 32;

/// `body` behind its checksum.
pub(super) fn checked(body: &[u8]) -> Vec<u8> {
    let mut bytes = Sha256::digest(body).to_vec();
    bytes.extend(body);
    bytes
}

/// What is behind the checksum; `None` when it is damaged.
pub(super) fn body(bytes: &[u8]) -> Option<&[u8]> {
    let (checksum, body) = bytes.split_at_checked(CHECKSUM)?;
    (Sha256::digest(body)[..] == *checksum).then_some(body)
}
