//! The letter of a report: its first lines, its totals, and where the rest is.

use super::words::rhythm_text;
use crate::reports::{Line, Report};
use crate::schedules::{Recipient, Schedule};
use chrono::NaiveDate;
use kernel::money::grouped;
use kernel::time::day_text;
use platform::Org;
use platform::post::{Draft, Part, Table, compose};

/// The longest cell of the table in a letter (letters).
const CELL_MAX: usize = 60;

/// What a letter is written of.
pub struct Letter<'a> {
    /// In whose name.
    pub org: &'a Org,
    /// What is sent.
    pub schedule: &'a Schedule,
    /// As it was read.
    pub report: &'a Report,
    /// To whom.
    pub to: &'a Recipient,
    /// Lines that stand in it.
    pub lines_max: usize,
    /// The address of its page.
    pub page: String,
    /// What the file is called that goes along; none: it is too large for that.
    pub file: Option<&'a str>,
    /// Where its reader ends it.
    pub ends: &'a str,
    /// The day, where the organisation is.
    pub today: NaiveDate,
}

/// The letter; the caller says what it is about.
pub fn letter(letter: &Letter<'_>) -> Draft {
    let Letter { org, schedule, report, to, .. } = letter;
    let is_member = to.user_id.is_some();
    let mut parts = vec![Part::Text(report.lead.clone())];
    match report.lines.is_empty() {
        true => parts.push(Part::Text("There is nothing to report.".to_owned())),
        false => parts.push(Part::Table(table(letter))),
    }
    let hidden = report.lines.len().saturating_sub(letter.lines_max);
    let more = match hidden {
        0 => String::new(),
        1 => "One more line stands in it. ".to_owned(),
        many => format!("{} more lines stand in it. ", grouped(&many.to_string())),
    };
    parts.push(Part::Text(match (letter.file, is_member) {
        (Some(name), _) => format!("All of it is attached: {name}. {more}").trim_end().to_owned(),
        (None, true) => format!("The file is too large for a letter. {more}Export it from the page of the report."),
        (None, false) => {
            format!("The file is too large for a letter. {more}Ask {} for it.", schedule.owner_name)
        }
    }));
    parts.extend(report.notes.iter().cloned().map(Part::Small));
    if is_member {
        parts.push(Part::Button { label: "Open the report".to_owned(), url: letter.page.clone() });
    }
    parts.push(Part::Small(format!(
        "{} of {} has this sent to you: {}. The figures are what {} may see of {} now.",
        schedule.owner_name,
        org.name,
        lower(&rhythm_text(schedule.rhythm())),
        schedule.owner_name,
        org.name,
    )));
    parts.push(Part::SmallLink {
        text: "You do not want it any more?".to_owned(),
        label: "Stop sending me this".to_owned(),
        url: letter.ends.to_owned(),
    });
    let subject = format!("{}, {}", schedule.name, day_text(letter.today));
    compose(org, "report.schedule", (&to.name, &to.email), subject, &report.title, &parts)
}

fn table(letter: &Letter<'_>) -> Table {
    let report = letter.report;
    let shown = |line: &Line| line.cells.iter().map(|cell| cut(&cell.shown)).collect();
    Table {
        heads: report.heads.iter().map(|head| (head.label.to_owned(), head.is_figure)).collect(),
        lines: report.lines.iter().take(letter.lines_max).map(shown).collect(),
        totals: report.totals.iter().map(shown).collect(),
    }
}

/// What is longer than a letter needs stands whole in the file.
fn cut(text: &str) -> String {
    match text.chars().count() > CELL_MAX {
        true => format!("{}…", text.chars().take(CELL_MAX - 1).collect::<String>().trim_end()),
        false => text.to_owned(),
    }
}

/// A sentence's beginning inside of another one.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
