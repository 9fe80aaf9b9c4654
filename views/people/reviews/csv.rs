//! The access as a file: a line for each permission of each grant.

use crate::orgs::model::last_day;
use crate::reviews::model::{Line, Snapshot, Visit};
use chrono_tz::Tz;
use kernel::text::inert_cell;
use kernel::time::rfc3339;
use kernel::{Error, Result};
use platform::Perm;
use std::collections::HashMap;
use uuid::Uuid;

/// How days are told in it.
pub(crate) struct Days<'a> {
    /// The organisation's zone.
    pub zone: Tz,
    /// When people were last here.
    pub visits: &'a HashMap<Uuid, Visit>,
}

/// The file; with one permission, only its lines.
pub(crate) fn csv(snapshot: &Snapshot, lines: &[&Line], only: Option<Perm>, days: &Days<'_>) -> Result<String> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = ["name", "email", "permission", "may", "place", "last_day", "ends_utc", "role", "last_here_utc"];
    file.write_record(head).map_err(Error::broken)?;
    for line in lines {
        let last = days.visits.get(&line.user).and_then(|visit| visit.last);
        for perm in snapshot.perms(line).iter().filter(|perm| only.is_none_or(|wanted| wanted == *perm)) {
            let cells = [
                line.name.clone(),
                line.email.clone(),
                perm.name().to_owned(),
                perm.sentence().to_owned(),
                snapshot.place(line.place).to_owned(),
                line.ends_at.map(|end| last_day(days.zone, end)).unwrap_or_default(),
                line.ends_at.map(rfc3339).unwrap_or_default(),
                snapshot.label(line).to_owned(),
                last.map(rfc3339).unwrap_or_default(),
            ];
            file.write_record(cells.map(|cell| inert_cell(&cell))).map_err(Error::broken)?;
        }
    }
    let bytes = file.into_inner().map_err(Error::broken)?;
    String::from_utf8(bytes).map_err(Error::broken)
}
