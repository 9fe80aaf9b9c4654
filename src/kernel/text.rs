//! Words: what people type, made safe to keep, to show and to hand on.

/// One line as typed: trimmed, runs of white space and control characters become one space.
///
/// # Errors
/// A sentence for the person who typed it, when it is empty or longer than `max` characters.
pub fn line(text: &str, max: usize) -> Result<String, String> {
    let clean = optional_line(text, max)?;
    if clean.is_empty() { Err("This cannot be empty.".into()) } else { Ok(clean) }
}

/// One line that may be left out.
///
/// # Errors
/// A sentence, when it is longer than `max` characters.
pub fn optional_line(text: &str, max: usize) -> Result<String, String> {
    let clean = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    within(clean.collect::<Vec<_>>().join(" "), max)
}

/// Several lines: line ends become `\n`, other control characters go, the ends are trimmed. May be empty.
///
/// # Errors
/// A sentence, when it is longer than `max` characters.
pub fn paragraph(text: &str, max: usize) -> Result<String, String> {
    let clean: String = text.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String = clean.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    within(clean.trim().to_owned(), max)
}

fn within(text: String, max: usize) -> Result<String, String> {
    let length = text.chars().count();
    if length > max { Err(format!("This is {length} characters long; {max} fit.")) } else { Ok(text) }
}

/// A word for URLs: `Boardroom Aurora` is `boardroom-aurora`. Empty if nothing is left.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for letter in text.chars().flat_map(plain_letters) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(60);
    slug.trim_matches('-').to_owned()
}

/// The commonest accented letters of Europe as plain ones; others as they are, in lower case.
fn plain_letters(letter: char) -> Vec<char> {
    let plain = match letter {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ą' | 'À' | 'Á' | 'Â' | 'Ã' | 'Å' => "a",
        'ä' | 'Ä' | 'æ' | 'Æ' => "ae",
        'ç' | 'ć' | 'č' | 'Ç' | 'Ć' | 'Č' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'È' | 'É' | 'Ê' | 'Ë' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'Ì' | 'Í' | 'Î' | 'Ï' => "i",
        'ł' | 'Ł' => "l",
        'ñ' | 'ń' | 'ň' | 'Ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ø' => "o",
        'ö' | 'Ö' | 'œ' | 'Œ' => "oe",
        'ř' => "r",
        'š' | 'ś' | 'Š' | 'Ś' => "s",
        'ß' => "ss",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'Ù' | 'Ú' | 'Û' => "u",
        'ü' | 'Ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ž' | 'ź' | 'ż' | 'Ž' | 'Ż' => "z",
        other => return other.to_lowercase().collect(),
    };
    plain.chars().collect()
}

/// A cell for a CSV file that no spreadsheet will run: what begins like a formula gets a quote in front
/// (OWASP, CSV injection).
pub fn inert_cell(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// How much of a file its encoding is guessed by (bytes).
const GUESSED_BY: usize = 1024 * 1024;

/// The text of a file whose encoding nobody said, and what the encoding was: UTF-8 or UTF-16 by its mark, or by how its bytes
/// stand; else what its letters look like, mostly Windows-1252, which holds all of Latin-1.
pub fn decode(bytes: &[u8]) -> (String, &'static str) {
    let encoding = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => unmarked(bytes),
    };
    let (text, encoding, _) = encoding.decode(bytes);
    let name = match encoding.name() {
        "UTF-16LE" | "UTF-16BE" => "UTF-16",
        "windows-1252" => "Windows-1252",
        name => name,
    };
    (text.into_owned(), name)
}

/// Encodings that people choose from where the guess was wrong: the name by which one is chosen, and what people call it. The
/// likeliest first.
pub const ENCODINGS: [(&str, &str); 20] = [
    ("UTF-8", "Unicode (UTF-8)"),
    ("UTF-16LE", "Unicode (UTF-16, little-endian)"),
    ("UTF-16BE", "Unicode (UTF-16, big-endian)"),
    ("Windows-1252", "Western European (Windows-1252, Latin-1)"),
    ("ISO-8859-15", "Western European with the euro sign (ISO-8859-15)"),
    ("macintosh", "Western European (Mac Roman)"),
    ("windows-1250", "Central European (Windows-1250)"),
    ("ISO-8859-2", "Central European (ISO-8859-2)"),
    ("windows-1251", "Cyrillic (Windows-1251)"),
    ("KOI8-R", "Cyrillic (KOI8-R)"),
    ("IBM866", "Cyrillic (DOS 866)"),
    ("windows-1253", "Greek (Windows-1253)"),
    ("windows-1254", "Turkish (Windows-1254)"),
    ("windows-1255", "Hebrew (Windows-1255)"),
    ("windows-1256", "Arabic (Windows-1256)"),
    ("windows-1257", "Baltic (Windows-1257)"),
    ("Shift_JIS", "Japanese (Shift JIS)"),
    ("gb18030", "Chinese, simplified (GB 18030)"),
    ("Big5", "Chinese, traditional (Big5)"),
    ("EUC-KR", "Korean (EUC-KR)"),
];

/// The text of a file in the encoding that somebody has chosen of [`ENCODINGS`], and its name; a mark of that encoding is no
/// part of it. None: there is no such choice.
pub fn decode_as(bytes: &[u8], name: &str) -> Option<(String, &'static str)> {
    let (name, _) = ENCODINGS.into_iter().find(|(known, _)| *known == name)?;
    let encoding = encoding_rs::Encoding::for_label(name.as_bytes())?;
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    Some((text.into_owned(), name))
}

/// Of what has no mark: letters of two bytes have zeros at every other place.
fn unmarked(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let head = &bytes[..bytes.len().min(GUESSED_BY)];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let mostly = |count: usize| count * 4 > head.len();
    match (mostly(zeros(0)), mostly(zeros(1))) {
        (false, true) => return encoding_rs::UTF_16LE,
        (true, false) => return encoding_rs::UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => return encoding_rs::UTF_8,
        _ => {}
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, head.len() == bytes.len());
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// The name of a kind, `acceptance.asked`, as words for people: `Acceptance asked`.
pub fn spoken(kind: &str) -> String {
    let plain = kind.replace(['.', '_', '-'], " ");
    let mut letters = plain.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A pattern for `like … escape '\'` that finds this text anywhere, whatever it contains.
pub fn contains_pattern(text: &str) -> String {
    format!("%{}", begins_pattern(text))
}

/// A pattern for `regexp(pattern, column)` that finds this text anywhere, whatever it contains and whatever the case of its
/// letters, also of those that `lower` of an engine does not know. A column of small letters needs only [`contains_pattern`].
pub fn any_case_pattern(text: &str) -> String {
    format!("(?i){}", regex::escape(text))
}

/// The same for what is this text from its beginning to its end.
pub fn any_case_whole_pattern(text: &str) -> String {
    format!("(?i)^{}$", regex::escape(text))
}

/// A pattern for `like … escape '\'` that finds what begins with this text.
pub fn begins_pattern(text: &str) -> String {
    format!("{}%", escaped(&text.to_lowercase()))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_cleaned_and_measured() {
        assert_eq!(line("  Board \t call\r\nBcc: x ", 40).unwrap(), "Board call Bcc: x");
        assert!(line(" \n ", 40).is_err());
        assert!(line("twelve letters", 5).unwrap_err().contains("14 characters"));
        assert_eq!(paragraph(" one\r\ntwo\u{7} ", 40).unwrap(), "one\ntwo");
    }

    #[test]
    fn slugs_are_readable_and_plain() {
        assert_eq!(slug("  Boardroom Aurora (2nd floor)"), "boardroom-aurora-2nd-floor");
        assert_eq!(slug("Größe Straße"), "groesse-strasse");
        assert_eq!(slug("北京"), "");
    }

    #[test]
    fn cells_that_look_like_formulas_are_quoted() {
        assert_eq!(inert_cell("=1+1"), "'=1+1");
        assert_eq!(inert_cell("Ada"), "Ada");
    }

    #[test]
    fn files_are_read_whatever_wrote_them() {
        assert_eq!(decode("é€".as_bytes()), ("é€".to_owned(), "UTF-8"));
        assert_eq!(decode("\u{feff}é".as_bytes()), ("é".to_owned(), "UTF-8"));
        assert_eq!(decode(b"\xe9\x80\x22"), ("é€\"".to_owned(), "Windows-1252"));
        assert_eq!(decode(b"\xff\xfeA\0\xac\x20"), ("A€".to_owned(), "UTF-16"));
        for (name, _) in ENCODINGS {
            assert_eq!(decode_as(b"", name), Some((String::new(), name)), "every choice can be read");
        }
        assert_eq!(decode_as(b"\x80 \xa4 \xd6l", "Windows-1252"), Some(("€ ¤ Öl".to_owned(), "Windows-1252")));
        assert_eq!(decode_as(b"\xa4 \xd6l", "ISO-8859-15"), Some(("€ Öl".to_owned(), "ISO-8859-15")));
        assert_eq!(decode_as(b"\xdb \x85l", "macintosh"), Some(("€ Öl".to_owned(), "macintosh")));
        assert_eq!(decode_as(b"\xfe\xff\0A\x20\xac", "UTF-16BE"), Some(("A€".to_owned(), "UTF-16BE")));
        assert_eq!(decode_as("\u{feff}Öl".as_bytes(), "UTF-8"), Some(("Öl".to_owned(), "UTF-8")));
        assert_eq!((decode_as(b"x", "EBCDIC"), decode_as(b"x", "utf-8")), (None, None));
        assert_eq!(decode(b"").0, "");
    }

    #[test]
    fn kinds_are_said_in_words() {
        assert_eq!(spoken("acceptance.asked"), "Acceptance asked");
        assert_eq!((spoken("work_order.opened"), spoken("")), ("Work order opened".to_owned(), String::new()));
    }

    #[test]
    fn a_pattern_finds_the_text_as_it_is() {
        assert_eq!(contains_pattern("50%_Off\\"), "%50\\%\\_off\\\\%");
        assert_eq!(begins_pattern("a_"), "a\\_%");
        assert_eq!(any_case_pattern("50%_Off\\ (a.b)"), "(?i)50%_Off\\\\ \\(a\\.b\\)");
    }
}
