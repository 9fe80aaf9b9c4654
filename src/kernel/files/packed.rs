//! How much a zip holds, by the directory at its end. Nothing is unpacked.

/// Bytes from the end that are kept: room for the directory of some ten thousand entries.
pub(super) const END: usize = 1024 * 1024;
/// As much may be packed into any document.
const UNPACKED_MAX: u64 = 500 * 1024 * 1024;
/// What is larger than this has to be honest:
const LARGE: u64 = 50 * 1024 * 1024;
/// so many times as large as its file is no document.
const TIMES_MAX: u64 = 100;

/// The length of the last record of a zip, without the comment after it.
const LAST: usize = 22;
/// The length of an entry of the directory, without names and comments.
const ENTRY: usize = 46;

/// What the directory says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packed {
    /// There is none, or it contradicts itself.
    Unreadable,
    /// Far more than the file.
    Bomb,
    /// What a document may hold.
    Document,
}

/// Judges a zip of this length by its end.
pub(super) fn judge(end: &[u8], length: u64) -> Packed {
    match unpacked(end, length) {
        None => Packed::Unreadable,
        Some(size) if size > UNPACKED_MAX || (size > LARGE && size / TIMES_MAX > length) => Packed::Bomb,
        Some(_) => Packed::Document,
    }
}

/// The sizes of all entries together.
fn unpacked(end: &[u8], length: u64) -> Option<u64> {
    let last = (0..=end.len().checked_sub(LAST)?).rev().take(LAST + usize::from(u16::MAX)).find(|at| {
        end[*at..].starts_with(b"PK\x05\x06") && short(end, at + 20).is_some_and(|rest| at + LAST + rest == end.len())
    })?;
    let (count, size, from) = (short(end, last + 10)?, long(end, last + 12)?, long(end, last + 16)?);
    let mut at = last.checked_sub(usize::try_from(size).ok()?)?;
    // Whoever opens it goes by where the directory is said to be.
    if length - end.len() as u64 + at as u64 != from {
        return None;
    }
    let (mut packed, mut unpacked) = (0u64, 0u64);
    for _ in 0..count {
        if !end.get(at..last)?.starts_with(b"PK\x01\x02") {
            return None;
        }
        packed += long(end, at + 20)?;
        unpacked += long(end, at + 24)?;
        at += ENTRY + short(end, at + 28)? + short(end, at + 30)? + short(end, at + 32)?;
    }
    // Entries that share their bytes are more than the file has.
    (at == last && packed <= length).then_some(unpacked)
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Packed, judge};
    use std::io::{Cursor, Write as _};
    use zip::CompressionMethod;
    use zip::write::{SimpleFileOptions, ZipWriter};

    /// A zip of a first entry that is not packed, and of so many megabytes.
    pub(in super::super) fn document(first: (&str, &str), megabytes: usize) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file(first.0, plain).unwrap();
        writer.write_all(first.1.as_bytes()).unwrap();
        writer.start_file("sheet.xml", SimpleFileOptions::default()).unwrap();
        for _ in 0..megabytes {
            writer.write_all(&vec![b'x'; 1024 * 1024]).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn zip(megabytes: usize) -> Vec<u8> {
        document(("[Content_Types].xml", "<Types/>"), megabytes)
    }

    #[test]
    fn what_would_be_far_larger_unpacked_is_told_from_a_document() {
        let judged = |bytes: &[u8]| judge(&bytes[bytes.len().saturating_sub(super::END)..], bytes.len() as u64);
        assert_eq!(judged(&zip(1)), Packed::Document);
        assert_eq!(judged(&zip(60)), Packed::Bomb);
        let mut lies = zip(1);
        let at = lies.windows(4).rposition(|some| some == b"PK\x01\x02").unwrap();
        lies[at + 24..at + 28].fill(0xff);
        assert_eq!(judged(&lies), Packed::Bomb, "four gigabytes and more");
        lies[at + 20..at + 24].fill(0xff);
        assert_eq!(judged(&lies), Packed::Unreadable, "more than the file has");
        for cut in [1, 10, 22, 60, 200] {
            let whole = zip(1);
            assert_eq!(judged(&whole[..whole.len() - cut]), Packed::Unreadable, "{cut} bytes are missing");
        }
        for nothing in [b"".as_slice(), b"PK\x05\x06", &[b'P'; 100]] {
            assert_eq!(judged(nothing), Packed::Unreadable);
        }
    }
}
