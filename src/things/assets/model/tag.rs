//! Tags: the words on labels.

/// The longest tag (characters).
pub const TAG_MAX: usize = 40;
/// Reads a tag as somebody types or scans it.
///
/// # Errors
/// A sentence for whoever typed it.
pub fn parse_tag(typed: &str) -> Result<String, String> {
    let tag = typed.trim();
    match tag {
        "" => Err("This cannot be empty.".to_owned()),
        tag if tag.chars().count() > TAG_MAX => Err(format!("A tag has {TAG_MAX} characters at most.")),
        tag if !is_plain(tag) => {
            Err("A tag is of letters, digits and signs that a barcode can hold, without spaces and slashes.".to_owned())
        }
        tag => Ok(tag.to_owned()),
    }
}

/// Letters that Code 128 can hold and an address can end with.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'\\' | b'?' | b'%'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_what_a_barcode_can_hold() {
        assert_eq!(parse_tag(" NB-1 ").as_deref(), Ok("NB-1"));
        for typed in ["", "a b", "a/b", "ü", &"x".repeat(41)] {
            assert!(parse_tag(typed).is_err(), "{typed}");
        }
    }
}
