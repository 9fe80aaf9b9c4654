//! The bytes of a file as they were sent. They are kept until the file is applied, so that they can be read in another
//! encoding where the guess was wrong.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use kernel::sheet::is_workbook;
use kernel::{Error, Result};
use std::io::Read;

/// A piece (bytes).
const PIECE: usize = 512 * 1024;

/// What is kept of a file, in pieces: nothing of one that says itself how it is written, or reads alike in any encoding.
pub(super) fn packed(bytes: &[u8]) -> Result<Vec<String>> {
    if is_workbook(bytes) || (bytes.is_ascii() && !bytes.contains(&0)) {
        return Ok(Vec::new());
    }
    let mut small = Vec::new();
    GzEncoder::new(bytes, Compression::fast()).read_to_end(&mut small).map_err(Error::broken)?;
    Ok(small.chunks(PIECE).map(|piece| BASE64_STANDARD.encode(piece)).collect())
}

/// The file again.
pub(super) fn unpacked(pieces: &[String]) -> Result<Vec<u8>> {
    let mut small = Vec::new();
    for piece in pieces {
        BASE64_STANDARD.decode_vec(piece, &mut small).map_err(Error::broken)?;
    }
    let mut bytes = Vec::new();
    GzDecoder::new(small.as_slice()).read_to_end(&mut bytes).map_err(Error::broken)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_as_they_were_and_only_where_they_can_be_read_otherwise() {
        let mut number = 7u32;
        let noise: Vec<u8> = (0..3 * PIECE)
            .map(|_| {
                number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (number >> 24) as u8
            })
            .collect();
        let pieces = packed(&noise).unwrap();
        assert!(pieces.len() > 2, "{}", pieces.len());
        assert_eq!(unpacked(&pieces).unwrap(), noise);
        assert_eq!(unpacked(&packed(b"Tag\n\xd6l\n").unwrap()).unwrap(), b"Tag\n\xd6l\n");
        assert!(packed(b"Tag,Name\nA-1,Saw\n").unwrap().is_empty(), "ASCII");
        assert!(packed(b"PK\x03\x04\xff").unwrap().is_empty(), "a workbook");
        assert_eq!(packed(b"T\0a\0").unwrap().len(), 1, "two bytes a letter");
    }
}
