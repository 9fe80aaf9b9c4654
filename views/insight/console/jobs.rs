//! Jobs: the list, and one with its error and what can be done.

use super::words::{act, ago, count, moment};
use crate::console::model::{JobCounts, JobRow, JobState, JobsQuery};
use crate::paging::Listed;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use platform::ui::parts::{
    Column, Segment, back_link, badge, button, card, cell, cell_main, cell_num, cell_status, confirm_form, empty,
    facts, notice, page_header_with, pager, primary_button, seg, table, two_columns,
};
use platform::ui::{Icon, Tone};

/// Where the list is.
const PATH: &str = "/console/jobs";
/// The longest error shown in the list (characters).
const ERROR_SHOWN: usize = 80;

/// The list.
pub(crate) fn index(query: &JobsQuery, page: &Listed<JobRow>, counts: JobCounts, now: DateTime<Utc>) -> Markup {
    let segment = |label: String, state: &str| Segment {
        label,
        href: JobsQuery { state: state.to_owned(), ..JobsQuery::default() }.address(PATH, None),
        current: query.state().map_or("", JobState::name) == state,
    };
    let mut segments = vec![segment("All".to_owned(), "")];
    segments
        .extend(JobState::ALL.map(|state| segment(format!("{} ({})", word(state), counts.of(state)), state.name())));
    html! {
        (super::health::plain_header("Jobs", "Work after a commit. What is done is gone; what failed for good waits here for you."))
        (seg("State of jobs", &segments))
        section .card #jobs aria-label="Jobs" {
            @if page.rows.is_empty() {
                (empty(Icon::Done, if query.state() == Some(JobState::Dead) { "No job is dead." } else { "Nothing waits and nothing runs." }, html! {}))
            } @else {
                (table("Jobs", &[Column::main("Job"), Column::sub("Organisation"), Column::sub("Due"), Column::num("Attempts"), Column::extra("Last error"), Column::status("State")], html! {
                    @for job in &page.rows {
                        tr #{ "j-" (job.id) } {
                            (cell_main(&format!("{PATH}/{}", job.id), &job.name))
                            (cell(Column::SUB, html! { (job.org_name.as_deref().unwrap_or("The installation")) }))
                            (cell(Column::SUB, html! { span .nowrap { (ago(job.run_at, now)) } }))
                            (cell_num("Attempts", &format!("{} of {}", job.attempts, job.max_attempts)))
                            (cell(Column::EXTRA, html! { span .small { (short(job.last_error.as_deref().unwrap_or_default())) } }))
                            (cell_status(mark(job)))
                        }
                    }
                }))
                (pager(
                    page.newer.map(|spot| query.address(PATH, Some(("after", spot)))).as_deref(),
                    page.older.map(|spot| query.address(PATH, Some(("before", spot)))).as_deref(),
                    &count(page.rows.len() as i64, "job", "jobs"),
                ))
            }
        }
    }
}

fn word(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "Waiting",
        JobState::Running => "Running",
        JobState::Failed => "Will be tried again",
        JobState::Dead => "Dead",
    }
}

fn mark(job: &JobRow) -> Markup {
    match job.state() {
        JobState::Waiting | JobState::Failed if job.held => badge(Tone::Neutral, "Held"),
        state @ JobState::Waiting => badge(Tone::Neutral, word(state)),
        state @ JobState::Running => badge(Tone::Info, word(state)),
        state @ JobState::Failed => badge(Tone::Warn, word(state)),
        state @ JobState::Dead => badge(Tone::Bad, word(state)),
    }
}

fn short(error: &str) -> String {
    let mut letters = error.chars();
    let shown: String = letters.by_ref().take(ERROR_SHOWN).collect();
    if letters.next().is_some() { format!("{}…", shown.trim_end()) } else { shown }
}

/// One job.
pub(crate) fn show(job: &JobRow, now: DateTime<Utc>) -> Markup {
    let whose = job.org_name.as_deref().unwrap_or("The installation");
    let sub = html! { span .row { (mark(job)) span { (whose) } } };
    let arguments = serde_json::to_string_pretty(&job.arguments.0).unwrap_or_default();
    let mut lines = vec![
        ("Enqueued", html! { (moment(job.created_at)) }),
        ("Due", html! { (moment(job.run_at)) }),
        ("Attempts", html! { (job.attempts) " of " (job.max_attempts) }),
    ];
    if let Some(until) = job.leased_until {
        lines.push(("Leased until", html! { (moment(until)) }));
    }
    lines.push(("Id", html! { code { (job.id) } }));
    html! {
        (back_link(PATH, "Jobs"))
        (page_header_with(&job.name, Some(sub), actions(job, now)))
        (two_columns(
            html! {
                (card("Last error", html! {}, html! {
                    @match &job.last_error {
                        Some(error) => { p .wrap { code { (error) } } }
                        None => { p .muted { "No attempt has failed." } }
                    }
                }))
                (card("Arguments", html! {}, html! { pre .wrap tabindex="0" { code { (arguments) } } }))
            },
            html! {
                @if job.held { (notice(Tone::Warn, html! { p { (whose) " is suspended: the job waits until it is resumed." } })) }
                (card("Facts", html! {}, facts(&lines)))
            },
        ))
    }
}

fn actions(job: &JobRow, now: DateTime<Utc>) -> Markup {
    let path = format!("{PATH}/{}", job.id);
    match job.state() {
        JobState::Dead => html! {
            (act(&format!("{path}/replay"), primary_button(Some(Icon::Repeat), "Replay")))
            (confirm_form(
                "discard",
                &format!("{path}/disposal"),
                "Discard",
                &format!("{} will not be done. The trail keeps what it was.", job.name),
                html! {},
            ))
        },
        JobState::Waiting | JobState::Failed if job.run_at > now => {
            act(&format!("{path}/attempt"), button(Some(Icon::Refresh), "Try now"))
        }
        _ => html! {},
    }
}

/// After a job was replayed.
pub(crate) fn replayed(name: &str) -> String {
    format!("{name} begins anew, with all its attempts.")
}

/// After a job was discarded.
pub(crate) fn discarded(name: &str) -> String {
    format!("{name} is discarded.")
}

/// After a job was hastened.
pub(crate) fn hastened(name: &str) -> String {
    format!("{name} is tried now.")
}
