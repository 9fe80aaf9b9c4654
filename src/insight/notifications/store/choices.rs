//! The rows of what people chose.

use super::super::hours::Hours;
use super::super::model::{Choice, Kind, Mail};
use chrono::{DateTime, Utc};
use kernel::db::{On, Tx, batches, sql};
use kernel::time::parse_zone;
use kernel::{Result, values};
use std::collections::HashMap;
use uuid::Uuid;

/// What one person has chosen so far.
#[derive(Debug, Clone, Default)]
pub struct Preferences {
    /// Kinds they have chosen for.
    pub choices: HashMap<Kind, Choice>,
    /// And when.
    pub hours: Hours,
}

/// What these people have chosen; who has chosen nothing is absent.
pub async fn preferences(tx: impl Into<On<'_>>, org: Uuid, users: &[Uuid]) -> Result<HashMap<Uuid, Preferences>> {
    // One statement: everybody with hours, and everybody with choices.
    type Row = (Uuid, Option<String>, bool, Option<Mail>, bool, String, Option<i16>, Option<i16>, i16);
    let rows: Vec<Row> =
        sql("select user_id, kind, in_app, mail, chat, '' as zone, cast(null as smallint) as quiet_from,
                cast(null as smallint) as quiet_until, cast(0 as smallint) as digest_at
           from notification_choices where org_id = $1")
        .bind(org)
        .with_list(" and user_id in ", users.iter().copied())
        .push(
            " union all
         select user_id, null, false, null, false, zone, quiet_from, quiet_until, digest_at
           from notification_hours where org_id = $1",
        )
        .with_list(" and user_id in ", users.iter().copied())
        .all(tx)
        .await?;
    let mut found: HashMap<Uuid, Preferences> = HashMap::new();
    for (user, kind, in_app, mail, chat, zone, from, until, digest_at) in rows {
        let preferences = found.entry(user).or_default();
        let minutes = |value: Option<i16>| value.and_then(|minutes| u16::try_from(minutes).ok());
        match (kind, mail) {
            // A kind this program does not know any more is nobody's.
            (Some(kind), Some(mail)) => {
                if let Some(kind) = Kind::parse(&kind) {
                    preferences.choices.insert(kind, Choice { in_app, mail, chat });
                }
            }
            _ => {
                preferences.hours = Hours {
                    zone: parse_zone(&zone),
                    quiet: minutes(from).zip(minutes(until)),
                    digest_at: minutes(Some(digest_at)).unwrap_or_default(),
                }
            }
        }
    }
    Ok(found)
}

/// Keeps a person's choices.
pub async fn choose(tx: &mut Tx, org: Uuid, user: Uuid, choices: &[(Kind, Choice)]) -> Result<()> {
    for batch in batches(choices.to_vec()) {
        let row = |(kind, choice): (Kind, Choice)| values![org, user, kind, choice.in_app, choice.mail, choice.chat];
        sql("insert into notification_choices (org_id, user_id, kind, in_app, mail, chat) values ")
            .with_rows(batch.into_iter().map(row))
            .push(
                " on conflict (org_id, user_id, kind) do update set in_app = excluded.in_app, mail = excluded.mail, chat = excluded.chat",
            )
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Keeps a person's hours.
pub async fn choose_hours(tx: &mut Tx, org: Uuid, user: Uuid, hours: &Hours) -> Result<()> {
    let minutes = |value: Option<u16>| value.and_then(|minutes| i16::try_from(minutes).ok());
    sql("insert into notification_hours (org_id, user_id, zone, quiet_from, quiet_until, digest_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (org_id, user_id) do update set zone = excluded.zone, quiet_from = excluded.quiet_from,
                quiet_until = excluded.quiet_until, digest_at = excluded.digest_at")
        .bind(org)
        .bind(user)
        .bind(hours.zone.map_or("", |zone| zone.name()).to_owned())
        .bind(minutes(hours.quiet.map(|(from, _)| from)))
        .bind(minutes(hours.quiet.map(|(_, until)| until)))
        .bind(minutes(Some(hours.digest_at)).unwrap_or_default())
        .run(tx)
        .await
        .map(drop)
}

/// What waits for a letter follows a new choice: these kinds go this way, at this time; without one they do not go.
pub async fn reschedule(
    tx: &mut Tx,
    org: Uuid,
    user: Uuid,
    kinds: &[Kind],
    mail: Mail,
    due_at: Option<DateTime<Utc>>,
) -> Result<()> {
    sql("update notifications set mail = $3, mail_due_at = $4 where org_id = $1 and user_id = $2 and mail_due_at is not null")
        .bind(org)
        .bind(user)
        .bind(mail)
        .bind(due_at)
        .with_list(" and kind in ", kinds.iter().copied())
        .run(tx)
        .await
        .map(drop)
}
