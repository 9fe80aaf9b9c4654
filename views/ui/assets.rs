//! The browser files inside the binary: hashed names, immutable contents, brotli beside the plain bytes.
//! `build.rs` reads `assets/` and the npm packages and writes the table that is included here.

/// One browser file.
pub struct Asset {
    /// The name it is asked for by, such as `app.css`.
    pub name: &'static str,
    /// The path it is served at, such as `/static/app.0123456789.css`; the hash is of the contents, so it may be cached
    /// for ever.
    pub path: &'static str,
    /// The `Content-Type` to send.
    pub mime: &'static str,
    /// The plain bytes.
    pub bytes: &'static [u8],
    /// The same bytes compressed with brotli; absent where that gains nothing (fonts).
    pub brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The path of a named file, for `href` and `src`.
///
/// # Panics
/// When no such file is embedded: names are written in views only, and a test renders every view.
pub fn path(name: &str) -> &'static str {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => asset.path,
        None => panic!("no browser file is named {name}; build.rs lists those that exist"),
    }
}

/// The file served at a path, for the route `/static/{file}`.
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a client's phone may have to load before a public page is complete, in bytes of brotli.
    const PUBLIC_PAGE_MAX: usize = 25_000;

    #[test]
    fn a_file_is_found_by_the_path_its_name_gives() {
        for asset in ASSETS {
            assert_eq!(find(path(asset.name)).map(|found| found.name), Some(asset.name));
        }
        assert!(find("/static/app.css").is_none());
    }

    /// As a release compresses it; a build for tests takes less time for it.
    fn packed(bytes: &[u8]) -> usize {
        let mut packed = Vec::new();
        let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 11, 22);
        std::io::Write::write_all(&mut writer, bytes).expect("memory takes everything");
        drop(writer);
        packed.len()
    }

    #[test]
    fn a_public_page_loads_less_than_25_kilobytes_of_script_and_style() {
        let size = |name: &&str| find(path(name)).map_or(0, |asset| packed(asset.bytes));
        let total: usize = crate::ui::layout::PUBLIC_FILES.iter().map(size).sum();
        assert!(total > 10_000, "the files are missing: {total} bytes");
        assert!(total < PUBLIC_PAGE_MAX, "{total} bytes");
    }
}
