//! The console's page about backups.

use super::when::{age, instant};
use crate::backups::{Backup, MadeBy, Outcome};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use platform::backups::Plan;
use platform::ui::parts::{
    Column, badge, button_link, card, card_flush, cell, cell_num, cell_status, facts, notice, page_header,
    primary_button, table,
};
use platform::ui::{Icon, Tone};

/// What the page shows.
pub(crate) struct Shown<'a> {
    /// The operator's plan.
    pub plan: Option<&'a Plan>,
    /// When the newest good one was begun.
    pub last_good: Option<DateTime<Utc>>,
    /// The newest ones.
    pub backups: &'a [Backup],
    /// Is one that was asked for not made yet?
    pub is_asked: bool,
    /// Is the house held?
    pub held: bool,
    /// The present instant.
    pub now: DateTime<Utc>,
}

/// The page.
pub(crate) fn page(shown: &Shown<'_>) -> Markup {
    let sub = match shown.last_good {
        Some(at) => format!("The last good one was begun {} ago.", age(at, shown.now)),
        None => "There is no good one yet.".to_owned(),
    };
    let action = html! {
        @if shown.held { (button_link("/console/quarantine", Some(Icon::Lock), "Quarantine")) }
        @if shown.plan.is_some() && !shown.is_asked {
            form #now method="post" action="/console/backups" { (primary_button(None, "Back up now")) }
        }
    };
    html! {
        (page_header("Backups", Some(&sub), action))
        div .stack {
            @if shown.is_asked {
                (notice(Tone::Info, html! { p { "A backup was asked for. It is made by the next worker that is free; load this page again to see what became of it." } }))
            }
            (plan(shown.plan))
            (list(shown.backups))
        }
    }
}

fn plan(plan: Option<&Plan>) -> Markup {
    let body = match plan {
        Some(plan) => {
            let keep = plan.keep;
            facts(&[
                ("Folder", html! { code { (plan.folder.display()) } }),
                ("Every", html! { (plan.every.num_hours()) " hours" }),
                ("Kept", html! { (keep.daily) " daily, " (keep.weekly) " weekly, " (keep.monthly) " monthly" }),
            ])
        }
        None => html! {
            p { "No backups are scheduled, and none can be made from here. Name a folder with " code { "--backup-folder" } ", on another disk if there is one." }
        },
    };
    card("Plan", html! {}, body)
}

fn list(backups: &[Backup]) -> Markup {
    if backups.is_empty() {
        return card(
            "Backups so far",
            html! {},
            html! { p { "None yet. Make one now: " code { "steward backup FILE" } } },
        );
    }
    let columns = [
        Column::main("Begun"),
        Column::sub("File"),
        Column::extra("By"),
        Column::num("Rows"),
        Column::num("Files"),
        Column::num("Size"),
        Column::num("Took"),
        Column::status("Outcome"),
    ];
    let rows = html! {
        @for backup in backups {
            tr {
                (cell(Column::MAIN, instant(backup.started_at)))
                (cell(Column::SUB, html! {
                    code { (backup.file) }
                    @if let Some(error) = &backup.error { " " span .muted { (error) } }
                    @if backup.files_missing > 0 { " " span .muted { (lacks(backup.files_missing)) } }
                }))
                (cell(Column::EXTRA, made_by(backup)))
                (cell_num("Rows", &backup.row_count.map(|rows| rows.to_string()).unwrap_or_default()))
                (cell_num("Files", &backup.file_count.map(|files| files.to_string()).unwrap_or_default()))
                (cell_num("Size", &backup.bytes.map(size).unwrap_or_default()))
                (cell_num("Took", &backup.ended_at.map(|end| took(backup.started_at, end)).unwrap_or_default()))
                (cell_status(outcome(backup)))
            }
        }
    };
    card_flush("Backups so far", html! {}, table("Backups, the newest first", &columns, rows))
}

fn made_by(backup: &Backup) -> Markup {
    html! {
        @match (backup.made_by, &backup.asked_by) {
            (MadeBy::Command, _) => "Command",
            (MadeBy::Schedule, None) => "Schedule",
            (MadeBy::Schedule, Some(name)) => (name),
        }
    }
}

fn outcome(backup: &Backup) -> Markup {
    match (backup.outcome, backup.removed_at) {
        (Outcome::Good, None) if backup.files_missing > 0 => badge(Tone::Warn, "Incomplete"),
        (Outcome::Good, None) => badge(Tone::Ok, "Good"),
        (Outcome::Good, Some(_)) => badge(Tone::Neutral, "Removed"),
        (Outcome::Failed, _) => badge(Tone::Bad, "Failed"),
        (Outcome::Running, _) => badge(Tone::Info, "Running"),
    }
}

fn lacks(files: i64) -> String {
    let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
    format!("It lacks the bytes of {files} that stand outside of the database: see steward verify FILE.")
}

fn took(from: DateTime<Utc>, until: DateTime<Utc>) -> String {
    let seconds = (until - from).num_milliseconds().max(0) as f64 / 1_000.0;
    format!("{seconds:.1} s")
}

fn size(bytes: i64) -> String {
    match bytes {
        0..=1_048_575 => format!("{} KB", (bytes + 1_023) / 1_024),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}
