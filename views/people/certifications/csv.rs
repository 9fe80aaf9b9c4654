//! What was decided as a file: a line for each grant.

use crate::certifications::model::Verdict;
use crate::orgs::model::last_day;
use chrono_tz::Tz;
use kernel::text::inert_cell;
use kernel::time::rfc3339;
use kernel::{Error, Result};

/// The file.
pub(crate) fn csv(verdicts: &[&Verdict], zone: Tz) -> Result<String> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let head =
        ["name", "email", "role", "place", "last_day", "ends_utc", "verdict", "decided_by", "decided_utc", "outcome"];
    file.write_record(head).map_err(Error::broken)?;
    for verdict in verdicts {
        let seen = &verdict.seen;
        let cells = [
            seen.name.clone(),
            seen.email.clone(),
            seen.role.clone(),
            seen.place.clone().unwrap_or_else(|| "Everywhere".to_owned()),
            seen.ends_at.map(|end| last_day(zone, end)).unwrap_or_default(),
            seen.ends_at.map(rfc3339).unwrap_or_default(),
            verdict.choice.name().to_owned(),
            verdict.by_name.clone(),
            rfc3339(verdict.at),
            verdict.outcome.clone().unwrap_or_default(),
        ];
        file.write_record(cells.map(|cell| inert_cell(&cell))).map_err(Error::broken)?;
    }
    let bytes = file.into_inner().map_err(Error::broken)?;
    String::from_utf8(bytes).map_err(Error::broken)
}
