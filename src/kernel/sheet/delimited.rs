//! Text with something between the columns.

use super::{COLUMNS_MAX, Row, Sheet, clean, too_long};

/// What may stand between columns, the likeliest first, and what people call it.
const SEPARATORS: [(u8, &str); 4] = [(b',', "comma"), (b';', "semicolon"), (b'\t', "tab"), (b'|', "bar")];
/// A sentence for what is no table.
const UNREADABLE: &str = "This file could not be read as a table.";

pub(super) fn read((text, encoding): (String, &str), rows_max: usize) -> Result<Sheet, String> {
    // Carriage returns alone end lines too, as old Macs wrote them; lines are counted by the other sign.
    let text = if text.contains('\n') { text } else { text.replace('\r', "\n") };
    let (said, text) = said_separator(&text);
    let separator = said.unwrap_or_else(|| separator_of(text));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let name = SEPARATORS.iter().find(|(known, _)| *known == separator).map_or("comma", |(_, name)| name);
    let mut sheet =
        Sheet { encoding: encoding.to_owned(), separator: name.to_owned(), heads: Vec::new(), rows: Vec::new() };
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| UNREADABLE.to_owned())? {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cells: Vec<String> = record.iter().take(COLUMNS_MAX).map(clean).collect();
        if sheet.heads.is_empty() {
            sheet.heads = cells;
            continue;
        }
        if sheet.rows.len() == rows_max {
            return Err(too_long(rows_max));
        }
        let first = u64::from(said.is_some());
        let line = record.position().map_or(0, |at| first + at.line() + blank_lines(text, at.byte()));
        sheet.rows.push(Row { line, cells });
    }
    Ok(sheet)
}

/// The separator that a first line `sep=;` names, as Excel writes it, and the text below that.
fn said_separator(text: &str) -> (Option<u8>, &str) {
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    let said = text[..end].trim().strip_prefix("sep=").and_then(|sign| sign.bytes().next());
    match said {
        Some(sign) => {
            let rest = &text[end..];
            (Some(sign), rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])).unwrap_or(rest))
        }
        None => (None, text),
    }
}

/// Blank lines from this byte on: the reader passes over them, and counts from before them.
fn blank_lines(text: &str, byte: u64) -> u64 {
    let rest = usize::try_from(byte).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    blank.filter(|byte| **byte == b'\n').count() as u64
}

/// What stands between the columns: the candidate that the first line has most of, outside of quotes.
fn separator_of(text: &str) -> u8 {
    let mut counts = SEPARATORS.map(|(sign, _)| (sign, 0));
    let mut quoted = false;
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            other => {
                if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| *sign == other) {
                    *count += 1;
                }
            }
        }
    }
    // Of equals the first: a table of one column has none of them.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

#[cfg(test)]
mod tests {
    use crate::sheet::{Sheet, read};

    fn cells(sheet: &Sheet) -> Vec<Vec<&str>> {
        sheet.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn separators_line_ends_and_encodings_are_found() {
        for separator in [",", ";", "\t", "|"] {
            for end in ["\n", "\r\n", "\r"] {
                let text = format!("Tag{separator}Name{end}A-1{separator}Nähmaschine für größere Stücke{end}");
                let latin: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
                let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                let marked: Vec<u8> = [&[0xff, 0xfe], wide.as_slice()].concat();
                for bytes in [text.as_bytes(), format!("\u{feff}{text}").as_bytes(), &latin, &wide, &marked] {
                    let sheet = read(bytes, 10).unwrap();
                    assert_eq!(sheet.heads, ["Tag", "Name"], "{separator:?} {end:?} {}", sheet.encoding);
                    assert_eq!(cells(&sheet), [["A-1", "Nähmaschine für größere Stücke"]], "{}", sheet.encoding);
                    assert_eq!(sheet.rows[0].line, 2, "{end:?}");
                }
            }
        }
    }

    #[test]
    fn quotes_hold_lines_and_separators_and_what_says_nothing_is_passed_over() {
        let text = "\n\nTag,Note\n\"A,1\",\"One\nTwo, \"\"three\"\"\"\n,\n\n  , \nB,'=1+1\n";
        let sheet = read(text.as_bytes(), 10).unwrap();
        assert_eq!(cells(&sheet), [["A,1", "One\nTwo, \"three\""], ["B", "=1+1"]]);
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 9]);
        let mac = read(text.replace('\n', "\r").as_bytes(), 10).unwrap();
        assert_eq!((cells(&mac), mac.rows[1].line), (cells(&sheet), 9), "as old Macs wrote it");
        let said = read(b"sep=;\r\nTag;Name, of it\r\nA;B\r\n", 10).unwrap();
        assert_eq!((said.heads[1].as_str(), said.rows[0].line), ("Name, of it", 3));
    }

    #[test]
    fn what_is_no_table_or_too_long_is_told() {
        for bytes in [b"".as_slice(), b"Tag\n", b"\x00\x01\x02", b"\xd0\xcf\x11\xe0rest", b"PK\x03\x04broken"] {
            assert!(read(bytes, 10).is_err(), "{bytes:?}");
        }
        assert!(read(b"Tag\n1\n2\n", 1).unwrap_err().contains("more than 1 rows"));
        assert!(read(b"Tag\n1\n2\n", 2).is_ok());
    }
}
