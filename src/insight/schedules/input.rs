//! What people type to have a report sent, and what it means.

use super::model::{RECIPIENTS_MAX, Recipient, Schedule};
use super::rhythm::Rhythm;
use super::store;
use crate::reports::{Known, ReportQuery, Which};
use kernel::mail::EmailAddress;
use kernel::sheet::Paper;
use kernel::{Error, Problems, Result, text};
use platform::Scope;
use serde::Deserialize;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The longest name (characters).
const NAME_MAX: usize = 80;
/// The longest list of addresses that is read (bytes).
const TO_MAX: usize = 8_000;

/// The form, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ScheduleForm {
    /// What it is called.
    pub name: String,
    /// The end of the report's address: `assets?by=status`.
    pub report: String,
    /// `day`, `week` or `month`.
    pub every: String,
    /// Of the week: 1 to 7.
    pub weekday: String,
    /// Of the month: 1 to 28; 0 its last.
    pub month_day: String,
    /// `xlsx` or `csv`.
    pub paper: String,
    /// Addresses, one a line.
    pub to: String,
    /// Which version was looked at.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
}

impl ScheduleForm {
    /// The form of one that there is.
    pub fn of(schedule: &Schedule, recipients: &[Recipient]) -> ScheduleForm {
        let day = |every: &str| if schedule.every == every { schedule.on_day.to_string() } else { String::new() };
        let to = recipients.iter().filter(|one| one.ended_at.is_none()).map(|one| one.email.as_str());
        ScheduleForm {
            name: schedule.name.clone(),
            report: schedule.which().address(&schedule.filters()),
            every: schedule.every.clone(),
            weekday: day("week"),
            month_day: day("month"),
            paper: schedule.paper.clone(),
            to: to.collect::<Vec<_>>().join("\n"),
            version: schedule.version,
            key: String::new(),
        }
    }
}

/// Whom a letter is to go to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum To {
    /// Somebody who works here.
    User(Uuid),
    /// An address outside.
    Outside(String),
}

/// A schedule as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSchedule {
    /// What it is called.
    pub name: String,
    /// Which report.
    pub which: Which,
    /// With which filters.
    pub query: ReportQuery,
    /// How often.
    pub rhythm: Rhythm,
    /// As which file.
    pub paper: Paper,
    /// To whom.
    pub to: BTreeSet<To>,
}

/// Reads the form. An address of somebody who works here is theirs; every other one is outside.
///
/// # Errors
/// Problems at what cannot be read, all at once.
pub async fn read(scope: &Scope, form: &ScheduleForm) -> Result<NewSchedule> {
    let mut problems = Problems::new();
    let name = problems.take("name", text::line(&form.name, NAME_MAX));
    let asked = problems.take("report", Which::at(&form.report).ok_or("Choose a report."));
    let rhythm = problems.take("every", rhythm(form));
    let paper = problems.take("paper", Paper::parse(&form.paper).ok_or("Choose XLSX or CSV."));
    let addresses = problems.take("to", addresses(&form.to));
    if let Some((which, query)) = &asked {
        let known = Known::load(scope, [query]).await?;
        if !known.knows(query) {
            let gone = "What this report is narrowed to is not there any more. Open the report, and choose again.";
            problems.add("report", gone);
        } else if *which == Which::Idle && !query.days.is_empty() && query.days.parse::<i64>().is_err() {
            problems.add("report", "After how many days something is idle is a number.");
        }
    }
    let (Some(name), Some((which, query)), Some(rhythm), Some(paper), Some(addresses), true) =
        (name, asked, rhythm, paper, addresses, problems.is_empty())
    else {
        return Err(Error::Invalid(problems));
    };
    let here = store::people_at(scope.db(), scope.org_id(), &addresses, scope.now).await?;
    let to = addresses.into_iter().map(|email| match here.iter().find(|(_, known)| *known == email) {
        Some((user, _)) => To::User(*user),
        None => To::Outside(email),
    });
    Ok(NewSchedule { name, which, query, rhythm, paper, to: to.collect() })
}

fn rhythm(form: &ScheduleForm) -> std::result::Result<Rhythm, &'static str> {
    let day = match form.every.as_str() {
        "week" => &form.weekday,
        "month" => &form.month_day,
        _ => "0",
    };
    let day = day.trim().parse().ok();
    day.and_then(|day| Rhythm::parse(&form.every, day))
        .ok_or("Choose how often, and on which day of the week or month.")
}

/// The addresses of a list, each once, in lower case.
fn addresses(typed: &str) -> std::result::Result<Vec<String>, String> {
    if typed.len() > TO_MAX {
        return Err(format!("These are more than {RECIPIENTS_MAX} addresses."));
    }
    let mut found = BTreeSet::new();
    for one in typed.split(['\n', ',', ';']).map(str::trim).filter(|one| !one.is_empty()) {
        let address = EmailAddress::parse(one).map_err(|problem| format!("{one}: {problem}"))?;
        found.insert(address.key());
    }
    match found.len() {
        0 => Err("Say to whom: one address at least.".to_owned()),
        count if count > RECIPIENTS_MAX => {
            Err(format!("These are {count} addresses. A report goes to {RECIPIENTS_MAX} at most."))
        }
        _ => Ok(found.into_iter().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart_and_counted() {
        let two = addresses(" Ada@house.example \n\n books@acc.example; ada@HOUSE.example").unwrap();
        assert_eq!(two, ["ada@house.example", "books@acc.example"]);
        assert!(addresses("\n ,").is_err());
        assert!(addresses("ada@house.example\nnot an address").unwrap_err().starts_with("not an address"));
        let eleven: Vec<String> = (0..11).map(|nth| format!("a{nth}@b.example")).collect();
        assert!(addresses(&eleven.join("\n")).unwrap_err().contains("11"));
        assert!(addresses(&eleven[..10].join("\n")).is_ok());
    }
}
