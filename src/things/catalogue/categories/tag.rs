//! How tags look: `NB-#####`, whose hashes become the next number.

/// The longest pattern (characters).
pub const PATTERN_MAX: usize = 40;
/// The fewest and the most hashes: a tag is short enough to type, and its numbers last.
const HASHES: std::ops::RangeInclusive<usize> = 3..=9;

/// A pattern, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagPattern {
    before: String,
    width: usize,
    after: String,
}

impl TagPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// A sentence for whoever typed it.
    pub fn parse(typed: &str) -> Result<TagPattern, String> {
        let typed = typed.trim();
        if typed.chars().count() > PATTERN_MAX {
            return Err(format!("This is {} characters long; {PATTERN_MAX} fit.", typed.chars().count()));
        }
        if !typed.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/' && byte != b'\\') {
            return Err("Use letters, digits and signs without spaces and slashes, such as NB-#####.".to_owned());
        }
        let before = typed.split('#').next().unwrap_or_default();
        let width = typed[before.len()..].bytes().take_while(|byte| *byte == b'#').count();
        let after = &typed[before.len() + width..];
        if !HASHES.contains(&width) || after.contains('#') {
            return Err("Put 3 to 9 hashes in one place for the number, such as NB-#####.".to_owned());
        }
        Ok(TagPattern { before: before.to_owned(), width, after: after.to_owned() })
    }

    /// The tag with this number. One that has outgrown its hashes is written out.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_back_out_of_its_tag() {
        let pattern = TagPattern::parse("NB-#####").unwrap();
        assert_eq!(pattern.number("nb-00007"), Some(7));
        assert_eq!(pattern.number("NB-123456"), Some(123_456));
        assert_eq!(
            (pattern.number("NB-012345"), pattern.number("NB-7"), pattern.number("PC-00007")),
            (None, None, None)
        );
        assert_eq!(TagPattern::parse("K###-B").unwrap().number("k001-b"), Some(1));
    }

    #[test]
    fn hashes_become_the_number() {
        assert_eq!(TagPattern::parse(" NB-##### ").unwrap().tag(42), "NB-00042");
        assert_eq!(TagPattern::parse("###").unwrap().tag(7), "007");
        assert_eq!(TagPattern::parse("IT.####-VLC").unwrap().tag(12_345), "IT.12345-VLC");
    }

    #[test]
    fn a_pattern_has_one_place_for_a_number_and_nothing_that_breaks_a_label_or_an_address() {
        for wrong in [
            "",
            "NB",
            "NB-##",
            "##########",
            "NB-###-###",
            "NB #####",
            "NB/#####",
            "NB\\#####",
            "Möbel-###",
            "N\u{7}###",
        ] {
            assert!(TagPattern::parse(wrong).is_err(), "{wrong}");
        }
        let long = |letters: usize| TagPattern::parse(&format!("{}###", "N".repeat(letters)));
        assert!(long(PATTERN_MAX - 3).is_ok() && long(PATTERN_MAX - 2).is_err());
    }
}
