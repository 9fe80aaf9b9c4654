//! Files that people upload, pictures before all: told by their first bytes, never by their names alone.

/// The largest picture accepted (bytes).
pub const PICTURE_MAX: usize = 5 * 1024 * 1024;
/// The largest file of another kind (bytes): what one request may carry.
pub const FILE_MAX: usize = PICTURE_MAX;

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
    /// Tells the kind from the first bytes. Where these say only a family (a zip is a document of many programs), the end of
    /// the name says which of them; nothing is ever unpacked.
    ///
    /// # Errors
    /// A sentence for the person who chose the file.
    pub fn detect(bytes: &[u8], name: &str) -> Result<Kind, &'static str> {
        if bytes.len() > FILE_MAX {
            return Err("This file is larger than 5 MB.");
        }
        if let Ok(picture) = Picture::detect(bytes) {
            return Ok(Kind { mime: picture.mime(), is_picture: true });
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let mime = match bytes {
            [] => None,
            [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
            [b'P', b'K', 3, 4, ..] => packed(bytes, &ending),
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => match ending.as_str() {
                "doc" => Some("application/msword"),
                "xls" => Some("application/vnd.ms-excel"),
                "ppt" => Some("application/vnd.ms-powerpoint"),
                _ => None,
            },
            _ => written(bytes, &ending),
        };
        mime.map(|mime| Kind { mime, is_picture: false }).ok_or("Choose a picture, PDF, text, CSV or office document.")
    }
}

/// The office documents among the zips: they say so in the names of what is packed, which are not packed themselves.
fn packed(bytes: &[u8], ending: &str) -> Option<&'static str> {
    let has = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    let mime = match ending {
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "odp" => "application/vnd.oasis.opendocument.presentation",
        _ => return None,
    };
    let is_so = if ending.starts_with('o') { has(mime.as_bytes()) } else { has(b"[Content_Types].xml") };
    is_so.then_some(mime)
}

/// Text is what has no signs that only machines write, and does not begin as a page or a drawing does.
fn written(bytes: &[u8], ending: &str) -> Option<&'static str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_plain = text.chars().all(|letter| !letter.is_control() || "\t\r\n\u{c}".contains(letter));
    match (is_plain && !text.trim_start().starts_with('<'), ending) {
        (true, "csv") => Some("text/csv; charset=utf-8"),
        (true, "txt" | "md" | "log") => Some("text/plain; charset=utf-8"),
        _ => None,
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
    use super::{Kind, Picture, plain_name};

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
        let zip = b"PK\x03\x04 .. [Content_Types].xml ..";
        assert!(mime(zip, "x.docx").is_some_and(|mime| mime.ends_with("wordprocessingml.document")));
        assert!(mime(b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.text", "x.odt").is_some());
        for (bytes, name) in [
            (zip.as_slice(), "x.zip"),
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
