//! Writing a message: one source for its page and its text, then a row.

use super::outbox::Status;
use crate::House;
use crate::context::daily::{self, Daily};
use crate::context::{Errand, Org, Scope};
use crate::ui::mail;
use chrono::{DateTime, Utc};
use kernel::db::{Tx, Value, batches, sql};
use kernel::ical::Method;
use kernel::{Result, values};
use uuid::Uuid;

pub use crate::ui::mail::{Part, Table};

/// Where the address of an erased person ends (RFC 6761 reserves the name): nothing is ever sent there.
pub const NOBODYS_DOMAIN: &str = "@erased.invalid";

/// The kind of a letter with a code for signing in: whoever reads it could sign in as somebody else.
pub const CODE: &str = "client.code";

/// Why a message was not sent that is one too many.
const BEYOND_LIMIT: &str = "Not sent: the organisation has written as many messages today as the operator allows.";

/// A message that has been decided.
#[derive(Debug, Clone)]
pub struct Draft {
    /// `booking.confirmation`.
    pub kind: &'static str,
    /// What it is about.
    pub subject_kind: &'static str,
    /// Which one.
    pub subject_id: Option<Uuid>,
    /// Whose name it comes in.
    pub from_name: String,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// Who receives it.
    pub to_name: String,
    /// At which address.
    pub to_address: String,
    /// Its subject line.
    pub subject: String,
    /// For those who read text.
    pub text: String,
    /// For the others.
    pub html: String,
    /// An iTIP object and what it asks for.
    pub calendar: Option<(Method, String)>,
    /// A file of the organisation's that goes along, and what it is called there.
    pub file: Option<(Uuid, String)>,
    /// Where one click ends letters of this kind (RFC 8058); none: it is always written.
    pub unsubscribe: Option<String>,
    /// What makes it the one message about this fact.
    pub dedupe_key: String,
}

/// A draft in the organisation's name and colour; the caller adds calendar and dedupe key.
pub fn compose(
    org: &Org,
    kind: &'static str,
    to: (&str, &str),
    subject: String,
    heading: &str,
    parts: &[Part],
) -> Draft {
    Draft {
        kind,
        subject_kind: "",
        subject_id: None,
        from_name: org.name.clone(),
        reply_to: Some(org.email.clone()),
        to_name: to.0.to_owned(),
        to_address: to.1.to_owned(),
        text: mail::text(&org.name, heading, parts),
        html: mail::page(&org.name, &org.colour, heading, parts),
        subject,
        calendar: None,
        file: None,
        unsubscribe: None,
        dedupe_key: String::new(),
    }
}

/// Queues messages, in the transaction that decided them. A second one with the same dedupe key is not queued.
pub async fn queue(tx: &mut Tx, scope: &Scope, drafts: Vec<Draft>) -> Result<()> {
    let allowed = allowance(tx, scope, drafts.len()).await?;
    let mut drafts = drafts;
    let beyond = drafts.split_off(allowed);
    let of = Of { org: Some(scope.org_id()), now: scope.now, is_unsure: scope.is_look() };
    insert(tx, &scope.house, of, drafts, None).await?;
    insert(tx, &scope.house, of, beyond, Some(BEYOND_LIMIT)).await
}

/// Counts one more message that is written today, unless the organisation has used up its day. For sending once more.
pub async fn has_allowance(tx: &mut Tx, scope: &Scope) -> Result<bool> {
    Ok(allowance(tx, scope, 1).await? == 1)
}

/// How many of these the organisation may still write today.
async fn allowance(tx: &mut Tx, scope: &Scope, wanted: usize) -> Result<usize> {
    let Some(limit) = scope.org.terms.limits.mails_a_day else { return Ok(wanted) };
    let more = i64::try_from(wanted).unwrap_or(i64::MAX);
    let used = match daily::count(tx, scope, Daily::Mails, more).await? {
        Some(used) => used,
        None => {
            let (so_far,): (i64,) = sql("select count(*) from messages where org_id = $1 and queued_at >= $2")
                .bind(scope.org_id())
                .bind(daily::today_began(scope))
                .one(&mut *tx)
                .await?;
            daily::open(tx, scope, Daily::Mails, so_far + more, more).await?
        }
    };
    let beyond = (used - limit).clamp(0, more);
    if beyond > 0 {
        daily::count(tx, scope, Daily::Mails, -beyond).await?;
    }
    Ok(usize::try_from(more - beyond).unwrap_or(0))
}

/// Queues a message that belongs to no organisation, such as a new password for somebody's account.
pub async fn queue_for_house(tx: &mut Tx, errand: &Errand, draft: Draft) -> Result<()> {
    let of = Of { org: None, now: errand.now, is_unsure: errand.is_look() };
    insert(tx, &errand.house, of, vec![draft], None).await
}

/// What messages of one transaction share: whose they are, since when, and whether a look decided them (see
/// [`crate::jobs::look`]).
#[derive(Clone, Copy)]
struct Of {
    org: Option<Uuid>,
    now: DateTime<Utc>,
    is_unsure: bool,
}

/// `refused` says why they are kept and not sent.
async fn insert(tx: &mut Tx, house: &House, of: Of, drafts: Vec<Draft>, refused: Option<&'static str>) -> Result<()> {
    // Nobody is behind the address of an erased person any more.
    let drafts: Vec<Draft> = drafts.into_iter().filter(|draft| !draft.to_address.ends_with(NOBODYS_DOMAIN)).collect();
    if drafts.is_empty() {
        return Ok(());
    }
    for batch in batches(drafts) {
        sql("insert into messages (id, org_id, kind, subject_kind, subject_id, from_name, reply_to, to_name, to_address, subject,
                              text_body, html_body, calendar, calendar_method, unsubscribe, status, due_at, dedupe_key, queued_at, answer, file_id, file_name, is_unsure) values ")
            .with_rows(batch.into_iter().map(|draft| row(house.ids.id(of.now), of, draft, refused)))
            .push(" on conflict (dedupe_key) do nothing")
            .run(tx)
            .await?;
    }
    tx.wake(&house.post_bell);
    Ok(())
}

fn row(id: Uuid, of: Of, draft: Draft, refused: Option<&'static str>) -> Vec<Box<dyn Value>> {
    let (method, calendar) = match draft.calendar {
        Some((Method::Cancel, text)) => (Some("cancel"), Some(text)),
        Some((_, text)) => (Some("request"), Some(text)),
        None => (None, None),
    };
    let (file, file_name) = draft.file.map_or((None, None), |(id, name)| (Some(id), Some(name)));
    let dedupe_key = if draft.dedupe_key.is_empty() { id.to_string() } else { draft.dedupe_key };
    values![
        id,
        of.org,
        draft.kind,
        draft.subject_kind,
        draft.subject_id,
        draft.from_name,
        draft.reply_to,
        draft.to_name,
        draft.to_address,
        draft.subject,
        draft.text,
        draft.html,
        calendar,
        method,
        draft.unsubscribe,
        if refused.is_some() { Status::Failed } else { Status::Queued },
        of.now,
        dedupe_key,
        of.now,
        refused.map(str::to_owned),
        file,
        file_name,
        of.is_unsure,
    ]
}
