//! Content lines: escaping what people typed, and folding.

/// Longest content line in octets, without its CRLF (RFC 5545 section 3.1).
const LINE_OCTETS_MAX: usize = 75;

/// Content lines, folded as they are added.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Adds one line, which must already be escaped.
    pub fn push(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars() {
            // The blank that starts a continuation counts, and a character is never split across lines.
            if octets + character.len_utf8() > LINE_OCTETS_MAX {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// Adds a TEXT property, or nothing when there is nothing to say: several programs refuse an empty property.
    pub fn push_text(&mut self, name: &str, typed: &str) {
        let text = escape(typed);
        if !text.is_empty() {
            self.push(&format!("{name}:{text}"));
        }
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

/// A TEXT value (section 3.3.11): line breaks become `\n`, other control characters vanish, the ends are trimmed.
fn escape(typed: &str) -> String {
    let lines = typed.trim().replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(lines.len() + 8);
    for character in lines.chars() {
        match character {
            '\\' | ';' | ',' => out.extend(['\\', character]),
            '\n' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
            '\t' => out.push(' '),
            _ if character.is_control() => {}
            _ => out.push(character),
        }
    }
    out
}

/// A parameter value in quotes (section 3.2). Quotes cannot be escaped there, so they become apostrophes.
pub(super) fn quoted(typed: &str) -> String {
    let inner: String = typed
        .chars()
        .filter(|c| !c.is_control())
        .map(|character| if character == '"' { '\'' } else { character })
        .collect();
    format!("\"{}\"", inner.trim())
}

/// A URI value with nothing in it that a URI may not hold: `None` when what remains is not an address of a page.
pub(super) fn page_address(typed: &str) -> Option<&str> {
    let typed = typed.trim();
    let fits = typed.bytes().all(|octet| octet.is_ascii_graphic()) && !typed.contains(['"', '<', '>', '\\', '^', '`']);
    let is_page = typed.starts_with("https://") || typed.starts_with("http://");
    (fits && is_page).then_some(typed)
}

/// A `mailto:` URI (RFC 6068): signs that mean something else in a URI are percent-encoded.
pub(super) fn mailto(address: &crate::mail::EmailAddress) -> String {
    let mut out = String::from("mailto:");
    for character in address.as_str().chars() {
        if character.is_ascii_alphanumeric() || "@.-_+~!$'*".contains(character) {
            out.push(character);
        } else {
            out.push_str(&format!("%{:02X}", u32::from(character)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_types_cannot_end_its_line() {
        assert_eq!(escape("a,b;c\\d\r\nATTENDEE:x\u{0}\u{7}\ty"), "a\\,b\\;c\\\\d\\nATTENDEE:x y");
        assert_eq!(quoted("Zoë \"Z\"\r\n; O'Brien:"), "\"Zoë 'Z'; O'Brien:\"");
    }

    #[test]
    fn lines_fold_at_75_octets_and_never_inside_a_character() {
        for pad in 0..4 {
            let mut lines = Lines::default();
            let line = format!("SUMMARY:{}{}", "x".repeat(pad), "é🚀".repeat(60));
            lines.push(&line);
            let folded = lines.into_string();
            assert!(folded.split("\r\n").all(|part| part.len() <= 75));
            assert!(folded.split("\r\n").next().unwrap().len() >= 72);
            assert_eq!(folded.replace("\r\n ", ""), format!("{line}\r\n"));
        }
    }

    #[test]
    fn an_empty_text_leaves_no_property() {
        let mut lines = Lines::default();
        lines.push_text("LOCATION", " \n ");
        assert_eq!(lines.into_string(), "");
    }

    #[test]
    fn addresses_in_uris_hold_only_what_uris_may() {
        let address = crate::mail::EmailAddress::parse("a%b+c?d=e@house.example").unwrap();
        assert_eq!(mailto(&address), "mailto:a%25b+c%3Fd%3De@house.example");
        assert_eq!(page_address(" https://a.example/b?c=d "), Some("https://a.example/b?c=d"));
        assert_eq!(page_address("https://a.example/\r\nX:y"), None);
        assert_eq!(page_address("javascript:alert(1)"), None);
    }
}
