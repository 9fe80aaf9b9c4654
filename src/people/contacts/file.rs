//! Files of contacts as spreadsheets write them: read whatever their encoding, separator and headings; written so that no
//! spreadsheet runs what stands in them.

use super::model::{Contact, ImportRow, Summary};
use kernel::text::{decode, inert_cell};
use kernel::time::rfc3339;
use kernel::{Error, Result};

/// Rows of a file that is read.
pub const ROWS_MAX: usize = 10_000;
/// Longest cell that is kept (characters): what is longer is told as a problem of its field.
const CELL_MAX: usize = 5_000;
/// Columns that are looked at.
const COLUMNS_MAX: usize = 100;

/// What a column can be read as, and what it may be called: in lower case, without signs.
const HEADINGS: [(&str, &[&str]); 7] = [
    ("first_name", &["first name", "firstname", "given name", "vorname", "nombre de pila", "prenom", "forename"]),
    (
        "last_name",
        &["last name", "lastname", "surname", "family name", "nachname", "apellido", "apellidos", "nom de famille"],
    ),
    (
        "name",
        &[
            "name",
            "full name",
            "fullname",
            "contact",
            "contact name",
            "display name",
            "nombre",
            "nom",
            "guest",
            "client",
        ],
    ),
    (
        "email",
        &[
            "email",
            "e mail",
            "mail",
            "email address",
            "e mail address",
            "e mail 1 value",
            "correo",
            "correo electronico",
            "courriel",
        ],
    ),
    (
        "phone",
        &[
            "phone",
            "telephone",
            "tel",
            "mobile",
            "mobile phone",
            "phone number",
            "cell",
            "telefon",
            "telefono",
            "handy",
            "movil",
            "phone 1 value",
        ],
    ),
    ("tags", &["tags", "tag", "labels", "label", "groups", "group", "group membership", "etiquetas", "stichworte"]),
    ("note", &["notes", "note", "comment", "comments", "remarks", "remark", "notas", "nota", "notizen", "bemerkung"]),
];

/// Reads a file.
///
/// # Errors
/// A sentence for the person who chose it, when it is no table, names no address, or is too long.
pub fn read(bytes: &[u8]) -> Result<(Vec<ImportRow>, Summary), String> {
    let (text, encoding) = decode(bytes);
    let separator = separator_of(&text);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(true).from_reader(text.as_bytes());
    let heads: Vec<String> = match reader.headers() {
        Ok(heads) => heads.iter().take(COLUMNS_MAX).map(|head| head.trim().to_owned()).collect(),
        Err(_) => return Err("This file could not be read as a table.".to_owned()),
    };
    let meanings: Vec<Option<&'static str>> = heads.iter().map(|head| meaning(head)).collect();
    if !meanings.contains(&Some("email")) {
        return Err(
            "No column is called E-mail. The first line must name the columns: Name, E-mail, Telephone, Tags, Notes."
                .to_owned(),
        );
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| "This file could not be read as a table.".to_owned())?;
        let line = record.position().map_or(0, |at| at.line() + blank_lines(&text, at.byte()));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() == ROWS_MAX {
            return Err(format!("This file has more than {ROWS_MAX} rows. Divide it."));
        }
        rows.push(row(line, &meanings, &record));
    }
    if rows.is_empty() {
        return Err("There are no rows below the names of the columns.".to_owned());
    }
    let columns =
        heads.into_iter().zip(meanings.iter().map(|meaning| meaning.unwrap_or_default().to_owned())).collect();
    let separator = match separator {
        b';' => "semicolon",
        b'\t' => "tab",
        _ => "comma",
    };
    let summary =
        Summary { encoding: encoding.to_owned(), separator: separator.to_owned(), columns, ..Summary::default() };
    Ok((rows, summary))
}

/// Blank lines from this byte on: the reader passes over them, and counts from before them.
fn blank_lines(text: &str, byte: u64) -> u64 {
    let rest = usize::try_from(byte).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    blank.filter(|byte| **byte == b'\n').count() as u64
}

fn row(line: u64, meanings: &[Option<&'static str>], record: &csv::StringRecord) -> ImportRow {
    let (mut row, mut first, mut last) = (ImportRow { line, ..ImportRow::default() }, String::new(), String::new());
    for (meaning, cell) in meanings.iter().zip(record.iter()) {
        let kept = |letter: &char| *letter == '\n' || !letter.is_control();
        let cell: String = unquoted(cell.trim()).chars().filter(kept).take(CELL_MAX).collect();
        let field = match meaning {
            Some("first_name") => &mut first,
            Some("last_name") => &mut last,
            Some("name") => &mut row.name,
            Some("email") => &mut row.email,
            Some("phone") => &mut row.phone,
            Some("tags") => &mut row.tags,
            Some("note") => &mut row.note,
            _ => continue,
        };
        // Of two columns with the same meaning, the first that says something.
        if field.is_empty() {
            *field = cell;
        }
    }
    if row.name.is_empty() {
        row.name = format!("{first} {last}").trim().to_owned();
    }
    row
}

/// Takes away the quote that [`inert_cell`] put there.
fn unquoted(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}

/// What stands between the columns: the candidate the first line has most of, outside of quotes.
fn separator_of(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in first.bytes() {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted && let Some((_, count)) = counts.iter_mut().find(|(candidate, _)| *candidate == byte) {
            *count += 1;
        }
    }
    // Of equals the first: a table of one column has none of them.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

/// What a heading means, however it is written.
fn meaning(head: &str) -> Option<&'static str> {
    let plain = kernel::text::slug(head).replace('-', " ");
    HEADINGS.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(meaning, _)| *meaning)
}

/// Writes contacts with their tags. What it writes, [`read`] understands.
///
/// # Errors
/// When the table cannot be written, which nothing in it can cause.
pub fn write<'a>(contacts: impl Iterator<Item = (&'a Contact, &'a [String])>) -> Result<String> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = ["name", "email", "phone", "tags", "source", "known_since_utc", "blocked"];
    file.write_record(head).map_err(Error::broken)?;
    for (contact, tags) in contacts {
        let cells = [
            contact.name.clone(),
            contact.email.clone(),
            contact.phone.clone(),
            tags.join("; "),
            contact.source.clone(),
            rfc3339(contact.created_at),
            if contact.blocked_at.is_some() { "yes".to_owned() } else { String::new() },
        ];
        file.write_record(cells.map(|cell| inert_cell(&cell))).map_err(Error::broken)?;
    }
    String::from_utf8(file.into_inner().map_err(Error::broken)?).map_err(Error::broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(bytes: &[u8]) -> Vec<(String, String)> {
        read(bytes).unwrap().0.into_iter().map(|row| (row.name, row.email)).collect()
    }

    #[test]
    fn every_encoding_and_separator_gives_the_same_people() {
        let wanted = vec![("José Núñez".to_owned(), "jose@a.example".to_owned())];
        for separator in [",", ";", "\t"] {
            let text = format!("Nombre{separator}Correo\r\nJosé Núñez{separator}jose@a.example\r\n");
            assert_eq!(names(text.as_bytes()), wanted, "UTF-8 {separator:?}");
            assert_eq!(names(format!("\u{feff}{text}").as_bytes()), wanted, "with a byte order mark {separator:?}");
            let latin: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
            assert_eq!(names(&latin), wanted, "Latin-1 {separator:?}");
        }
        let euro = b"name,email\nThe \x80 Club \x96 North,club@a.example\n";
        assert_eq!(names(euro)[0].0, "The € Club – North");
        assert_eq!(read(euro).unwrap().1.encoding, "Windows-1252");
    }

    #[test]
    fn headings_are_known_by_many_names_and_halves_of_a_name_are_put_together() {
        let text = "Vorname;Nachname;E-Mail;Telefon;Stichworte;Notizen;Schuhgröße\nAda;Lind;ada@a.example;'+34 600;vip, club;Likes tea;38\n";
        let (rows, summary) = read(text.as_bytes()).unwrap();
        let row = &rows[0];
        assert_eq!((row.name.as_str(), row.phone.as_str(), row.line), ("Ada Lind", "+34 600", 2));
        assert_eq!((row.tags.as_str(), row.note.as_str()), ("vip, club", "Likes tea"));
        assert_eq!(summary.columns.last().unwrap(), &("Schuhgröße".to_owned(), String::new()));
    }

    #[test]
    fn quotes_keep_their_commas_and_lines_and_what_is_no_table_is_refused() {
        let text = "Name,E-mail,Notes\n\"Lind, Ada\",ada@a.example,\"One\nTwo\"\n\nBo,bo@a.example\n";
        let (rows, _) = read(text.as_bytes()).unwrap();
        assert_eq!((rows[0].name.as_str(), rows[0].note.as_str()), ("Lind, Ada", "One\nTwo"));
        assert_eq!((rows[1].email.as_str(), rows[1].line), ("bo@a.example", 5));
        assert!(read(b"").is_err() && read(b"Name\nAda\n").is_err() && read(b"Name,E-mail\n").is_err());
        assert!(read(b"\x00\x01\x02").is_err());
    }
}
