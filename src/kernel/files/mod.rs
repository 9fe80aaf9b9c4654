//! Files that people upload, pictures before all: told by their first bytes, never by their names alone.

mod packed;
mod sniff;

pub use sniff::Sniffer;

/// The largest picture accepted (bytes).
pub const PICTURE_MAX: usize = 5 * 1024 * 1024;
/// The largest file of another kind (bytes) as long as files stand in the database.
pub const FILE_MAX: usize = PICTURE_MAX;

/// The largest file in words: `25 MB`.
pub fn most_text(bytes: u64) -> String {
    format!("{} MB", bytes / (1024 * 1024))
}

/// Kinds of picture every browser shows and that cannot carry a script (so no SVG).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// ISO/IEC 15948.
    Png,
    /// ISO/IEC 10918.
    Jpeg,
    /// RFC 9649.
    Webp,
}

impl Picture {
    /// Tells the kind from the first bytes.
    ///
    /// # Errors
    /// A sentence for the person who chose the file.
    pub fn detect(bytes: &[u8]) -> Result<Picture, &'static str> {
        if bytes.len() > PICTURE_MAX {
            return Err("This picture is larger than 5 MB.");
        }
        match bytes {
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Ok(Picture::Png),
            [0xff, 0xd8, 0xff, ..] => Ok(Picture::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Picture::Webp),
            _ => Err("Choose a PNG, JPEG or WebP picture."),
        }
    }

    /// Its media type.
    pub fn mime(self) -> &'static str {
        match self {
            Picture::Png => "image/png",
            Picture::Jpeg => "image/jpeg",
            Picture::Webp => "image/webp",
        }
    }
}

/// The longest name of a file (characters).
const NAME_MAX: usize = 120;
/// What a file is called that came without a name.
const NAMELESS: &str = "file";

/// What an uploaded file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Its media type.
    pub mime: &'static str,
    /// Is it a [`Picture`]?
    pub is_picture: bool,
}

impl Kind {
    /// What a file is whose bytes are all at hand.
    ///
    /// # Errors
    /// A sentence for the person who chose the file.
    pub fn detect(bytes: &[u8], name: &str) -> Result<Kind, &'static str> {
        let mut sniffer = Sniffer::default();
        sniffer.take(bytes);
        sniffer.kind(name)
    }
}

/// The last part of a name, as it can stand in a list: no folders, no signs that turn or hide letters.
pub fn plain_name(claimed: &str) -> String {
    let last = claimed.rsplit(['/', '\\']).next().unwrap_or_default();
    let hides = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let name: String = last.chars().filter(|letter| !hides(*letter)).collect();
    let name = name.trim().trim_start_matches('.');
    let length = name.chars().count();
    match length {
        0 => NAMELESS.to_owned(),
        1..=NAME_MAX => name.to_owned(),
        // The end says what it is.
        _ => {
            let ending: String = name.chars().skip(length - 10).collect();
            let begin: String = name.chars().take(NAME_MAX - 11).collect();
            format!("{begin}…{ending}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::packed::tests::document;
    use super::{Kind, Picture, plain_name};

    const ODT: (&str, &str) = ("mimetype", "application/vnd.oasis.opendocument.text");
    const OFFICE: (&str, &str) = ("[Content_Types].xml", "<Types/>");

    #[test]
    fn only_real_pictures_are_taken() {
        assert_eq!(Picture::detect(b"\x89PNG\r\n\x1a\n...."), Ok(Picture::Png));
        assert_eq!(Picture::detect(b"RIFF....WEBPVP8 "), Ok(Picture::Webp));
        assert!(Picture::detect(b"<svg onload=alert(1)>").is_err());
        assert!(Picture::detect(b"").is_err());
        assert!(Picture::detect(&vec![0xff; super::PICTURE_MAX + 1]).is_err());
    }

    #[test]
    fn a_file_is_what_its_bytes_say_and_nothing_that_runs_is_taken() {
        let mime = |bytes: &[u8], name: &str| Kind::detect(bytes, name).ok().map(|kind| kind.mime);
        assert_eq!(mime(b"%PDF-1.7", "x.exe"), Some("application/pdf"));
        assert_eq!(mime(b"\x89PNG\r\n\x1a\n....", "page.html"), Some("image/png"));
        assert_eq!(mime(b"a;b\n1;2\n", "list.CSV"), Some("text/csv; charset=utf-8"));
        let zip = document(OFFICE, 0);
        assert!(mime(&zip, "x.docx").is_some_and(|mime| mime.ends_with("wordprocessingml.document")));
        assert!(mime(&document(ODT, 0), "x.odt").is_some());
        let bomb = document(OFFICE, 60);
        for name in ["x.xlsx", "x.zip", "x.pdf", "x"] {
            assert!(Kind::detect(&bomb, name).unwrap_err().contains("far larger"), "{name}");
        }
        for (bytes, name) in [
            (zip.as_slice(), "x.zip"),
            (b"PK\x03\x04 .. [Content_Types].xml ..", "x.docx"),
            (b"PK\x03\x04 a jar", "x.docx"),
            (b"<svg onload=alert(1)>", "x.txt"),
            (b" \n<!doctype html>", "x.csv"),
            (b"MZ\x90\0", "setup.txt"),
            (b"#!/bin/sh", "run.sh"),
            (b"", "x.txt"),
        ] {
            assert_eq!(mime(bytes, name), None, "{name}");
        }
    }

    #[test]
    fn a_file_is_the_same_however_it_is_cut() {
        let long = ["Größe;", "💡\n"].concat().repeat(40);
        let (zip, odt) = (document(OFFICE, 1), document(ODT, 1));
        let page = b"\xef\xbb\xbf \n<!doctype html>".to_vec();
        let late = [b"all text".as_slice(), &[b'x'; 100], b"\x00"].concat();
        for (bytes, name) in [
            (long.as_bytes(), "x.csv"),
            (&zip, "x.xlsx"),
            (&odt, "x.odt"),
            (&page, "x.txt"),
            (&late, "x.txt"),
            (b"cut letter \xc3".as_slice(), "x.txt"),
            (b"%PDF-1.7", "x.pdf"),
        ] {
            let whole = Kind::detect(bytes, name);
            for piece in [1, 2, 3, 7, 100] {
                let mut sniffer = super::Sniffer::default();
                bytes.chunks(piece).for_each(|piece| sniffer.take(piece));
                assert_eq!(sniffer.kind(name), whole, "{name} in pieces of {piece}");
            }
            assert_eq!(whole.is_ok(), !["x.txt"].contains(&name), "{name}");
        }
    }

    #[test]
    fn only_the_last_part_of_a_name_is_kept() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\Users\\Ada\\Manual.pdf"), "Manual.pdf");
        assert_eq!(plain_name("Größe \u{202e}fdp.exe"), "Größe fdp.exe");
        assert_eq!(plain_name(" .. "), "file");
        assert!(
            plain_name(&format!("{}.pdf", "x".repeat(400))).ends_with("….pdf")
                || plain_name(&format!("{}.pdf", "x".repeat(400))).ends_with(".pdf")
        );
    }
}
