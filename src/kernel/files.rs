//! Pictures that people upload: told by their first bytes, never by their names.

/// The largest picture accepted (bytes).
pub const PICTURE_MAX: usize = 5 * 1024 * 1024;

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

#[cfg(test)]
mod tests {
    use super::Picture;

    #[test]
    fn only_real_pictures_are_taken() {
        assert_eq!(Picture::detect(b"\x89PNG\r\n\x1a\n...."), Ok(Picture::Png));
        assert_eq!(Picture::detect(b"RIFF....WEBPVP8 "), Ok(Picture::Webp));
        assert!(Picture::detect(b"<svg onload=alert(1)>").is_err());
        assert!(Picture::detect(b"").is_err());
        assert!(Picture::detect(&vec![0xff; super::PICTURE_MAX + 1]).is_err());
    }
}
