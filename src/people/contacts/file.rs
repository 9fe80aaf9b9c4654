//! Files of contacts as spreadsheets write them: read whatever their encoding, separator and headings; written so that no
//! spreadsheet runs what stands in them.

use super::model::{Contact, ImportRow, Summary};
use kernel::sheet;
use kernel::time::rfc3339;

/// Rows of a file that is read.
pub const ROWS_MAX: usize = 10_000;

/// What a column can be read as, and what it may be called: in lower case, without signs.
const HEADINGS: [(&str, &[&str]); 8] = [
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
    ("source", &["source", "known from", "origin", "herkunft", "quelle", "origen", "fuente"]),
];

/// Reads a file.
///
/// # Errors
/// A sentence for the person who chose it, when it is no table, names no address, or is too long.
pub fn read(bytes: &[u8]) -> Result<(Vec<ImportRow>, Summary), String> {
    let sheet = sheet::read(bytes, ROWS_MAX)?;
    let meanings: Vec<Option<&'static str>> = sheet.heads.iter().map(|head| meaning(head)).collect();
    if !meanings.contains(&Some("email")) {
        return Err(
            "No column is called E-mail. The first line must name the columns: Name, E-mail, Telephone, Tags, Notes."
                .to_owned(),
        );
    }
    let rows = sheet.rows.iter().map(|read| row(read, &meanings)).collect();
    let columns =
        sheet.heads.into_iter().zip(meanings.iter().map(|meaning| meaning.unwrap_or_default().to_owned())).collect();
    let summary = Summary { encoding: sheet.encoding, separator: sheet.separator, columns, ..Summary::default() };
    Ok((rows, summary))
}

fn row(read: &sheet::Row, meanings: &[Option<&'static str>]) -> ImportRow {
    let (mut row, mut first, mut last) =
        (ImportRow { line: read.line, ..ImportRow::default() }, String::new(), String::new());
    for (meaning, cell) in meanings.iter().zip(&read.cells) {
        let field = match meaning {
            Some("first_name") => &mut first,
            Some("last_name") => &mut last,
            Some("name") => &mut row.name,
            Some("email") => &mut row.email,
            Some("phone") => &mut row.phone,
            Some("tags") => &mut row.tags,
            Some("note") => &mut row.note,
            Some("source") => &mut row.source,
            _ => continue,
        };
        // Of two columns with the same meaning, the first that says something.
        if field.is_empty() {
            field.clone_from(cell);
        }
    }
    if row.name.is_empty() {
        row.name = format!("{first} {last}").trim().to_owned();
    }
    row
}

/// What a heading means, however it is written.
fn meaning(head: &str) -> Option<&'static str> {
    let plain = kernel::text::slug(head).replace('-', " ");
    HEADINGS.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(meaning, _)| *meaning)
}

/// What the columns of a file are called. What they hold, [`read`] understands.
pub const HEADS: [&str; 8] = ["name", "email", "phone", "tags", "source", "known_since_utc", "blocked", "notes"];

/// A contact with their tags, and with their notes as one text, as a line of it.
pub fn cells(contact: &Contact, tags: &[String], notes: &str) -> Vec<String> {
    vec![
        contact.name.clone(),
        contact.email.clone(),
        contact.phone.clone(),
        tags.join("; "),
        contact.source.clone(),
        rfc3339(contact.created_at),
        if contact.blocked_at.is_some() { "yes".to_owned() } else { String::new() },
        notes.to_owned(),
    ]
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
