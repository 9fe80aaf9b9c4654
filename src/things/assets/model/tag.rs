//! Tags, and the patterns that the next one is made from.

/// The longest tag (characters).
pub const TAG_MAX: usize = 40;
/// The fewest and the most hashes of a pattern.
const HASHES: std::ops::RangeInclusive<usize> = 3..=9;

/// How the tags of a category look: `NB-#####` makes `NB-00001`. A number that needs more digits takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    before: String,
    width: usize,
    after: String,
}

impl Pattern {
    /// Reads a pattern: one run of three to nine hashes among letters that a tag may have.
    pub fn parse(text: &str) -> Option<Pattern> {
        let begin = text.find('#')?;
        let width = text[begin..].bytes().take_while(|byte| *byte == b'#').count();
        let (before, after) = (&text[..begin], &text[begin + width..]);
        let is_fine = HASHES.contains(&width) && !after.contains('#') && text.len() <= TAG_MAX && is_plain(text);
        is_fine.then(|| Pattern { before: before.to_owned(), width, after: after.to_owned() })
    }

    /// The tag with this number.
    pub fn tag(&self, number: i64) -> String {
        format!("{}{number:0>width$}{}", self.before, self.after, width = self.width)
    }

    /// The number of a tag of this pattern, however its letters are written.
    pub fn number(&self, tag: &str) -> Option<i64> {
        let (tag, before, after) = (tag.to_lowercase(), self.before.to_lowercase(), self.after.to_lowercase());
        let digits = tag.strip_prefix(&before)?.strip_suffix(&after)?;
        let is_number = digits.len() >= self.width && digits.bytes().all(|byte| byte.is_ascii_digit());
        // Longer than wide, it does not begin with a zero: the same number is not written in two ways.
        (is_number && (digits.len() == self.width || !digits.starts_with('0'))).then(|| digits.parse().ok())?
    }

    /// What all of its tags begin with, in lower case.
    pub fn prefix(&self) -> String {
        self.before.to_lowercase()
    }
}

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
    fn a_pattern_numbers_tags_and_reads_them_back() {
        let pattern = Pattern::parse("NB-#####").unwrap();
        assert_eq!(pattern.tag(7), "NB-00007");
        assert_eq!(pattern.tag(123_456), "NB-123456");
        assert_eq!(pattern.number("nb-00007"), Some(7));
        assert_eq!(pattern.number("NB-123456"), Some(123_456));
        assert_eq!(pattern.number("NB-012345"), None);
        assert_eq!(pattern.number("NB-7"), None);
        assert_eq!(Pattern::parse("###/x"), None);
        let within = Pattern::parse("K###-B").unwrap();
        assert_eq!((within.tag(1).as_str(), within.number("K001-B")), ("K001-B", Some(1)));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in ["", "NB", "NB-##", "##########", "###-###", "N B-###", "é###", &format!("{}###", "N".repeat(40))]
        {
            assert_eq!(Pattern::parse(text), None, "{text}");
        }
    }

    #[test]
    fn tags_are_what_a_barcode_can_hold() {
        assert_eq!(parse_tag(" NB-1 ").as_deref(), Ok("NB-1"));
        for typed in ["", "a b", "a/b", "ü", &"x".repeat(41)] {
            assert!(parse_tag(typed).is_err(), "{typed}");
        }
    }
}
