//! The lanes: each takes one message at a time, hands it to the mail server, and notes what became of it.

use super::outbox::{self, Outgoing, Verdict};
use crate::{House, files, traces};
use kernel::ical::Method;
use kernel::mail::{Attached, EmailAddress, Lane, Letter, Mailbox, Outcome, Smtp};
use kernel::{Error, Result};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// Connections to the mail server at once.
pub const LANES: usize = 4;
/// How often a lane looks without having been woken.
const POLL: Duration = Duration::from_secs(2);
/// Times an outcome is written down before it is given up: losing it makes a sent message uncertain.
const NOTE_TRIES: u32 = 5;

/// Sends until it is told to stop. Without a mail server there is nothing to run.
pub async fn run(house: House, stop: CancellationToken) {
    let Some(smtp) = house.settings.smtp.clone() else { return };
    // Together in one task: where one panics, all begin again.
    futures::future::join_all((0..LANES).map(|_| lane(house.clone(), smtp.clone(), stop.clone()))).await;
}

async fn lane(house: House, smtp: Smtp, stop: CancellationToken) {
    let mut open: Option<Lane> = None;
    while !stop.is_cancelled() {
        match send_next(&house, &smtp, &mut open).await {
            Ok(true) => {
                house.post_bell.notify_one(); // there may be more: let another lane look too
                continue;
            }
            Ok(false) | Err(Error::Busy) => {}
            Err(error) => tracing::error!(%error, "a mail lane stumbled; it will try again"),
        }
        tokio::select! {
            () = house.post_bell.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            () = stop.cancelled() => {}
        }
        if open.as_ref().is_some_and(Lane::must_be_replaced) {
            open = None;
        }
    }
    if let Some(lane) = open {
        lane.quit().await;
    }
}

/// Sends one message that is due; answers whether there was one. For tests, which drain the queue.
pub async fn step(house: &House) -> Result<bool> {
    let Some(smtp) = house.settings.smtp.clone() else { return Ok(false) };
    send_next(house, &smtp, &mut None).await
}

async fn send_next(house: &House, smtp: &Smtp, open: &mut Option<Lane>) -> Result<bool> {
    let Some(message) = outbox::lease(house).await? else { return Ok(false) };
    let span = traces::letter(&message.kind);
    let (verdict, answer) = hand_over(house, smtp, open, &message).instrument(span.clone()).await;
    traces::ended(&span, verdict.name(), !matches!(verdict, Verdict::Sent | Verdict::Later));
    drop(span);
    for attempt in 1..=NOTE_TRIES {
        match outbox::note(house, &message, verdict, answer.clone()).await {
            Ok(()) => break,
            Err(error) if attempt == NOTE_TRIES => return Err(error),
            Err(error) => {
                tracing::warn!(%error, message = %message.id, "the outcome of a message could not be noted; trying again");
                tokio::time::sleep(Duration::from_millis(200 * u64::from(attempt))).await;
            }
        }
    }
    Ok(true)
}

async fn hand_over(house: &House, smtp: &Smtp, open: &mut Option<Lane>, message: &Outgoing) -> (Verdict, String) {
    let file = match attached(house, message).await {
        Ok(file) => file,
        Err(error) => return (Verdict::Later, error.to_string()),
    };
    let letter = match letter(house, message) {
        Ok(letter) => Letter { file, ..letter },
        Err(why) => return (Verdict::Failed, why),
    };
    let bytes = match letter.build() {
        Ok(bytes) => bytes,
        Err(problem) => return (Verdict::Failed, problem.to_string()),
    };
    if open.as_ref().is_none_or(Lane::must_be_replaced) {
        *open = match Lane::connect(smtp).await {
            Ok(lane) => Some(lane),
            Err(error) => return (Verdict::Later, error.to_string()),
        };
    }
    let Some(lane) = open.as_mut() else { return (Verdict::Later, "no connection".to_owned()) };
    let outcome = lane.send(&letter.envelope(), &bytes).await;
    if lane.must_be_replaced() {
        *open = None;
    }
    match outcome {
        Outcome::Accepted { answer } => (Verdict::Sent, answer.to_string()),
        Outcome::Deferred { answer } => (Verdict::Later, answer.to_string()),
        Outcome::Refused { answer } => (Verdict::Failed, answer.to_string()),
        Outcome::Unreachable { reason } => (Verdict::Later, reason),
        Outcome::Unknown { reason } => (Verdict::Uncertain, reason),
    }
}

/// The file that goes along; none where none does, or where it is gone.
async fn attached(house: &House, message: &Outgoing) -> Result<Option<Attached>> {
    let (Some(org), Some(id)) = (message.org_id, message.file_id) else { return Ok(None) };
    let name = message.file_name.clone().unwrap_or_default();
    let Some(file) = outbox::file(&house.db, org, id).await? else { return Ok(None) };
    let mime = file.mime.clone();
    Ok(Some(Attached { name, mime, bytes: files::bytes(house, org, file).await? }))
}

/// What makes mail programs offer to end such letters, without anybody signing in (RFC 8058).
fn one_click(url: &str) -> Vec<(String, String)> {
    vec![
        ("List-Unsubscribe".to_owned(), format!("<{url}>")),
        ("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned()),
    ]
}

fn letter(house: &House, message: &Outgoing) -> Result<Letter, String> {
    let address = |text: &str| EmailAddress::parse(text).map_err(|problem| problem.to_string());
    // A name that cannot stand in a header is left out; the address is what counts.
    let mailbox =
        |name: &str, email: EmailAddress| Mailbox::new(name, email.clone()).or_else(|_| Mailbox::new("", email));
    let mailbox = |name: &str, text: &str| mailbox(name, address(text)?).map_err(|problem| problem.to_string());
    let method = message
        .calendar_method
        .as_deref()
        .map(|method| if method == "cancel" { Method::Cancel } else { Method::Request });
    let from = mailbox(&message.from_name, &house.settings.mail_from)?;
    // The house itself may be reached by a number or by a bare name, which no Message-ID can have.
    let host = from.email().domain().to_owned();
    Ok(Letter {
        id: message.id,
        from,
        reply_to: message.reply_to.as_deref().map(|to| mailbox(&message.from_name, to)).transpose()?,
        to: mailbox(&message.to_name, &message.to_address)?,
        subject: message.subject.clone(),
        text: message.text_body.clone(),
        html: message.html_body.clone(),
        calendar: method.zip(message.calendar.clone()),
        file: None,
        headers: message.unsubscribe.as_deref().map(one_click).unwrap_or_default(),
        auto_submitted: true,
        date: message.queued_at,
        host,
    })
}
