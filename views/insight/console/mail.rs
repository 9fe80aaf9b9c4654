//! What operators are told by mail: that something is wrong with the house, and that it is over.

use super::words::{count, long};
use crate::console::model::{Incident, Trouble, Watcher};
use chrono::TimeDelta;
use platform::post::{Draft, Part};
use platform::ui::layout::PRODUCT;
use platform::ui::mail;

/// The colour of letters that come from no organisation.
const COLOUR: &str = "#4f46e5";

/// A backup failed.
pub(crate) fn backup_failed(why: &str) -> String {
    format!("The last backup failed: {why}")
}

/// The last backup is there, without the bytes of so many files.
pub(crate) fn backup_lacks(files: i64) -> String {
    let files = count(files, "file", "files");
    format!("The last backup lacks the bytes of {files} that stand outside of the database.")
}

/// So many jobs are dead; the last one has this name.
pub(crate) fn jobs_dead(dead: i64, name: &str) -> String {
    let has = if dead == 1 { "has" } else { "have" };
    format!("{} {has} used up all attempts, last {name}.", count(dead, "job", "jobs"))
}

/// Mail waits for so long.
pub(crate) fn mail_held_up(age: TimeDelta) -> String {
    format!("Mail that could leave waits for {}.", long(age))
}

/// Events wait for so long, and why.
pub(crate) fn stream_lags(age: TimeDelta, why: Option<&str>) -> String {
    let why = why.map(|why| format!(" It was last not reached: {why}.")).unwrap_or_default();
    format!("Events wait for the stream for {}.{why}", long(age))
}

/// So many events are too large.
pub(crate) fn stream_put_aside(number: i64) -> String {
    let are = if number == 1 { "is" } else { "are" };
    format!("{} {are} larger than the NATS server takes, and put aside.", count(number, "event", "events"))
}

/// What a kind of trouble is about, in a few words.
pub(crate) fn subject(kind: Trouble) -> &'static str {
    match kind {
        Trouble::Backup => "A backup went wrong",
        Trouble::Jobs => "A job has died",
        Trouble::Mail => "Mail does not leave",
        Trouble::Stream => "Events do not reach the stream",
    }
}

/// What to do first.
fn first_step(kind: Trouble) -> &'static str {
    match kind {
        Trouble::Backup => {
            "See whether there is room in the backup folder, and whether files outside of the database can be read. The next one is made by itself."
        }
        Trouble::Jobs => "Read why in the console, mend it, then replay the job or discard it.",
        Trouble::Mail => "See in the console what the mail server says. What waits leaves when it can.",
        Trouble::Stream => "See in the console what the NATS server says. Nothing is lost meanwhile.",
    }
}

/// The letter: that it began, or that it is over.
pub(crate) fn alarm(incident: &Incident, watcher: &Watcher, console: &str, account: &str) -> Draft {
    let what = subject(incident.kind);
    let (heading, words) = match incident.ended_at {
        None => (what.to_owned(), first_step(incident.kind).to_owned()),
        Some(at) => (format!("Over: {}", lower(what)), format!("It lasted {}.", long(at - incident.began_at))),
    };
    let parts = [
        Part::Text(incident.what.clone()),
        Part::Text(words),
        Part::Button { label: "Open the console".to_owned(), url: console.to_owned() },
        Part::Small(format!(
            "You are told because you run this installation, once when it begins and once when it is over. You can choose not to be: {account}"
        )),
    ];
    Draft {
        kind: "console.alarm",
        subject_kind: "incident",
        subject_id: Some(incident.id),
        from_name: PRODUCT.to_owned(),
        reply_to: None,
        to_name: watcher.name.clone(),
        to_address: watcher.email.clone(),
        subject: heading.clone(),
        text: mail::text(PRODUCT, &heading, &parts),
        html: mail::page(PRODUCT, COLOUR, &heading, &parts),
        calendar: None,
        file: None,
        unsubscribe: None,
        dedupe_key: String::new(),
    }
}

fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
