//! A file of contacts: what its rows are, and what applying them would do. Pure: the same for the preview and the deed.

use super::{Contact, ContactForm, FROM_FILE, NewContact, TAGS_MAX, note_body, tag};
use chrono::{DateTime, Utc};
use kernel::Problems;
use kernel::db::Json;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A row of a file as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportRow {
    /// Its line in the file; the first one is 1.
    pub line: u64,
    /// What they are called.
    pub name: String,
    /// Where they read mail.
    pub email: String,
    /// Their number.
    pub phone: String,
    /// Tags, as they stand in their cell.
    pub tags: String,
    /// A note.
    pub note: String,
    /// How they came to be known.
    pub source: String,
}

/// How a file was read, and what it did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// `UTF-8`, `Windows-1252` …
    pub encoding: String,
    /// `comma`, `semicolon`, `tab`, `bar`; empty for a workbook.
    pub separator: String,
    /// Its columns, and what each was read as; empty: left out.
    pub columns: Vec<(String, String)>,
    /// New contacts.
    pub created: i64,
    /// Changed ones.
    pub updated: i64,
    /// Those that said nothing new.
    pub same: i64,
    /// Rows that were not applied.
    pub wrong: i64,
}

/// A file that was read.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Imported {
    /// Its id.
    pub id: Uuid,
    /// Its rows; none any more after it was applied.
    pub file_rows: Json<Vec<ImportRow>>,
    /// How it was read, and what it did.
    pub summary: Json<Summary>,
    /// When it was applied.
    pub applied_at: Option<DateTime<Utc>>,
}

/// What a row is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The contact as the row says it.
    pub contact: NewContact,
    /// Tags it adds.
    pub tags: Vec<String>,
    /// A note it adds.
    pub note: Option<String>,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A new contact.
    Create(Change),
    /// The one with this id, with what differs.
    Update(Uuid, Change, Vec<&'static str>),
    /// It says nothing new.
    Same,
    /// It cannot be applied: field and sentence.
    Wrong(Vec<(String, String)>),
}

/// A row and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned<'a> {
    /// The row.
    pub row: &'a ImportRow,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// Works out what each row would do, knowing who is known by their addresses, with their tags, what was written down about
/// them, and who was erased.
pub fn plan<'a>(
    rows: &'a [ImportRow],
    known: &HashMap<String, (Contact, Vec<String>)>,
    notes: &HashMap<Uuid, String>,
    erased: &HashSet<String>,
) -> Vec<Planned<'a>> {
    let mut seen: HashMap<String, u64> = HashMap::new();
    rows.iter()
        .map(|row| Planned {
            row,
            verdict: match read(row, known, notes) {
                Err(problems) => Verdict::Wrong(listed(&problems)),
                Ok(change) => {
                    let email = change.contact.email.key();
                    match seen.insert(email.clone(), row.line) {
                        Some(line) => {
                            seen.insert(email, line);
                            wrong(format!("This address stands in line {line} already."))
                        }
                        None if erased.contains(&email) => {
                            wrong("This person was erased. A file does not bring them back.".to_owned())
                        }
                        None => judge(change, known.get(&email)),
                    }
                }
            },
        })
        .collect()
}

fn wrong(sentence: String) -> Verdict {
    Verdict::Wrong(vec![("email".to_owned(), sentence)])
}

fn listed(problems: &Problems) -> Vec<(String, String)> {
    problems.iter().map(|(field, sentence)| (field.to_owned(), sentence.to_owned())).collect()
}

fn judge(change: Change, known: Option<&(Contact, Vec<String>)>) -> Verdict {
    let Some((contact, tags)) = known else { return Verdict::Create(change) };
    let mut differs = Vec::new();
    if !change.contact.name.is_empty() && change.contact.name != contact.name {
        differs.push("name");
    }
    if !change.contact.phone.is_empty() && change.contact.phone != contact.phone {
        differs.push("phone");
    }
    if change.tags.iter().any(|tag| !tags.contains(tag)) {
        differs.push("tags");
    }
    if change.note.is_some() {
        differs.push("notes");
    }
    if differs.is_empty() { Verdict::Same } else { Verdict::Update(contact.id, change, differs) }
}

/// What a row says, if all of it can be understood; a note that says no more than is written down already is none.
fn read(
    row: &ImportRow,
    known: &HashMap<String, (Contact, Vec<String>)>,
    notes: &HashMap<Uuid, String>,
) -> Result<Change, Problems> {
    let form = ContactForm {
        name: row.name.clone(),
        email: row.email.clone(),
        phone: row.phone.clone(),
        source: if row.source.trim().is_empty() { FROM_FILE.to_owned() } else { row.source.clone() },
        ..ContactForm::default()
    };
    let (contact, mut problems) = match NewContact::parse(&form) {
        Ok(contact) => (Some(contact), Problems::new()),
        Err(problems) => (None, problems),
    };
    let mut tags: Vec<String> = Vec::new();
    for typed in row.tags.split([',', ';', '|']).filter(|typed| !typed.trim().is_empty()) {
        if let Some(tag) = problems.take("tags", tag(typed)).filter(|tag| !tags.contains(tag)) {
            tags.push(tag);
        }
    }
    if tags.len() > TAGS_MAX {
        problems.add("tags", format!("There are more than {TAGS_MAX} tags."));
    }
    let whose = contact.as_ref().and_then(|contact| known.get(&contact.email.key()));
    let told = whose.and_then(|(contact, _)| notes.get(&contact.id));
    let note = match row.note.trim() {
        "" => None,
        typed if told.is_some_and(|told| told.trim() == typed) => None,
        typed => problems.take("notes", note_body(typed)),
    };
    match contact {
        Some(contact) if problems.is_empty() => Ok(Change { contact, tags, note }),
        _ => Err(problems),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64, name: &str, email: &str) -> ImportRow {
        ImportRow { line, name: name.into(), email: email.into(), ..ImportRow::default() }
    }

    #[test]
    fn bad_rows_are_told_apart_and_hold_up_nobody() {
        let rows = [
            row(2, "Ada", "ada@x.example"),
            row(3, "Bo", "bo at x"),
            row(4, "Ada again", "ADA@x.example"),
            row(5, "Gone", "gone@x.example"),
            ImportRow { tags: format!("ok; {}", "x".repeat(50)), ..row(6, "Cy", "cy@x.example") },
        ];
        let erased = HashSet::from(["gone@x.example".to_owned()]);
        let planned = plan(&rows, &HashMap::new(), &HashMap::new(), &erased);
        assert!(matches!(&planned[0].verdict, Verdict::Create(change) if change.contact.name == "Ada"));
        let field = |at: usize| match &planned[at].verdict {
            Verdict::Wrong(problems) => problems[0].clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(field(1).0, "email");
        assert!(field(2).1.contains("line 2"));
        assert!(field(3).1.contains("erased"));
        assert_eq!(field(4).0, "tags");
    }
}
