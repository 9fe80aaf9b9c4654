//! The front page of the console: a light for each part of the house, and what to do about it.

use super::mail;
use super::words::{act, ago, bytes, count, long};
use crate::console::health::{Light, MailServer, Vitals};
use crate::console::model::Incident;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use platform::ui::parts::{badge, button, button_link, card_flush, kpi, kpi_row, page_header, page_header_with};
use platform::ui::{Icon, Tone};

/// After the mail server was asked.
pub(crate) const MAIL_REACHED: &str = "The mail server answers and lets us in.";
/// Why a mail server is not there.
pub(crate) const NO_GREETING: &str = "no greeting within ten seconds";

/// After it was asked in vain.
pub(crate) fn mail_unreachable(why: &str) -> String {
    format!("The mail server cannot be reached: {why}.")
}

/// The page.
pub(crate) fn page(vitals: &Vitals, orgs: usize, incidents: &[Incident]) -> Markup {
    let (tone, sentence) = match vitals.worst() {
        Light::Green => (Tone::Ok, "Everything is as it should be"),
        Light::Yellow => (Tone::Warn, "Something is worth a look"),
        Light::Red => (Tone::Bad, "Something needs you now"),
    };
    let sub = html! { (badge(tone, sentence)) " Running since " (ago(vitals.started_at, vitals.now)) "." };
    html! {
        (page_header_with("Health", Some(sub), html! { (button_link("/console", Some(Icon::Refresh), "Look again")) }))
        (figures(vitals, orgs))
        (card_flush("Parts of the house", html! {}, lines(vitals)))
        @if !incidents.is_empty() { (card_flush("Incidents", html! {}, history(incidents, vitals.now))) }
    }
}

/// What was wrong lately, and is.
fn history(incidents: &[Incident], now: DateTime<Utc>) -> Markup {
    html! {
        ul .health role="list" {
            @for incident in incidents {
                li {
                    span .health-light {
                        @match incident.ended_at {
                            None => { (badge(Tone::Bad, "Open")) }
                            Some(_) => { (badge(Tone::Ok, "Over")) }
                        }
                    }
                    div {
                        h3 { (mail::subject(incident.kind)) }
                        p { (incident.what) }
                        p .muted {
                            "Noticed " (ago(incident.began_at, now))
                            @if let Some(ended) = incident.ended_at { ", over after " (long(ended - incident.began_at)) }
                            "."
                        }
                    }
                }
            }
        }
    }
}

fn figures(vitals: &Vitals, orgs: usize) -> Markup {
    let jobs = vitals.jobs;
    kpi_row(&[
        kpi(
            "Organisations",
            &orgs.to_string(),
            html! { a href="/console/organisations" { "All organisations" } },
            None,
        ),
        kpi(
            "Jobs under way",
            &(jobs.waiting + jobs.running + jobs.failed).to_string(),
            html! { a href="/console/jobs?state=failed" { (count(jobs.failed, "failed", "failed")) } " and will be tried again" },
            None,
        ),
        kpi(
            "Dead jobs",
            &jobs.dead.to_string(),
            html! { a href="/console/jobs?state=dead" { "Replay or discard them" } },
            None,
        ),
        kpi(
            "Mail waiting",
            &vitals.queues.messages.to_string(),
            html! { a href="/console/messages?state=failed" { (vitals.post.failed) " failed" } ", "
            a href="/console/messages?state=uncertain" { (vitals.post.uncertain) " uncertain" } " in a day" },
            None,
        ),
    ])
}

/// One part: its light, what it is, how it is, what to do.
fn line(light: Light, name: &str, state: Markup, todo: Option<Markup>) -> Markup {
    let (tone, word) = match light {
        Light::Green => (Tone::Ok, "Good"),
        Light::Yellow => (Tone::Warn, "Look"),
        Light::Red => (Tone::Bad, "Act"),
    };
    html! {
        li {
            span .health-light { (badge(tone, word)) }
            div { h3 { (name) } p { (state) } @if let Some(todo) = todo { p .muted { (todo) } } }
        }
    }
}

fn lines(vitals: &Vitals) -> Markup {
    html! {
        ul .health role="list" {
            (database(vitals))
            (disk(vitals))
            (work(vitals))
            (outbox(vitals))
            (dead(vitals))
            (mail(vitals))
            (stream(vitals))
            (backup(vitals))
        }
    }
}

fn database(vitals: &Vitals) -> Markup {
    let (engine, light) = (vitals.engine_name(), vitals.database());
    let about = &vitals.about;
    let size = bytes(u64::try_from(about.size).unwrap_or(0));
    let state = html! { (engine) " " (about.version) ", " (size) ", schema " (about.step) ". Answered within " (vitals.ping.as_millis().max(1)) " ms." };
    let todo = (light != Light::Green)
        .then(|| html! { "It is slow: look at the load and the disk of the machine it runs on." });
    line(light, "Database", state, todo)
}

fn disk(vitals: &Vitals) -> Markup {
    let light = vitals.disk();
    let state = match vitals.disk {
        Some(disk) => html! { (bytes(disk.free)) " free of " (bytes(disk.total)) "." },
        None => html! { "How much room there is cannot be told." },
    };
    let todo = (light != Light::Green).then(|| {
        html! { "Make room where the data folder stands, or move it to a larger disk: a full disk stops every booking." }
    });
    line(light, "Disk", state, todo)
}

fn work(vitals: &Vitals) -> Markup {
    let light = vitals.work();
    let state = match vitals.queues.job_since {
        None => html! { "No job waits that could run." },
        Some(_) => html! { "The oldest job that could run waits for " (long(vitals.job_age())) "." },
    };
    let todo = (light != Light::Green).then(|| {
        html! { "No worker takes it: see that " code { "steward" } " or " code { "steward work" } " runs, and read its log. " a href="/console/jobs" { "Jobs" } }
    });
    line(light, "Jobs", state, todo)
}

fn outbox(vitals: &Vitals) -> Markup {
    let light = vitals.outbox();
    let state = match vitals.queues.event_since {
        None => html! { "Everything that happened has been told." },
        Some(_) => html! { "The oldest event that was not told waits for " (long(vitals.outbox_lag())) "." },
    };
    let todo =
        (light != Light::Green).then(|| html! { "Mails and news are late. Read the log for what the relay says." });
    line(light, "Events", state, todo)
}

fn dead(vitals: &Vitals) -> Markup {
    let light = vitals.dead();
    let state = match vitals.jobs.dead {
        0 => html! { "No job has used up its attempts." },
        dead => html! { (count(dead, "job has", "jobs have")) " used up all attempts." },
    };
    let todo = (light != Light::Green).then(|| {
        html! { "Read why, mend it, then replay or discard. " a href="/console/jobs?state=dead" { "Dead jobs" } }
    });
    line(light, "Dead letters", state, todo)
}

fn mail(vitals: &Vitals) -> Markup {
    let (light, post) = (vitals.mail(), &vitals.post);
    let state = html! {
        @match (vitals.server, &post.last_sent) {
            (MailServer::Demo, _) => { "A demonstration: mail stays here." }
            (MailServer::None, _) => { "No mail server is set up: messages are kept here." }
            (MailServer::Set, None) => { "A mail server is set up; it has not taken a message yet." }
            (MailServer::Set, Some((at, answer))) => {
                "The server last took a message " (ago(*at, vitals.now))
                @if let Some(answer) = answer { ": " code { (answer) } }
                "."
            }
        }
        @if vitals.server == MailServer::Set {
            @if let Some(answer) = &post.deferred { " It told one that waits: " code { (answer) } "." }
            @if vitals.queues.message_since.is_some() { " The oldest message that could leave waits for " (long(vitals.message_age())) "." }
            (act("/console/mail-check", button(Some(Icon::Server), "Ask the mail server now")))
        }
    };
    let todo = match (light, vitals.server) {
        (Light::Green, _) => None,
        (_, MailServer::None) => {
            Some(html! { "Set " code { "--smtp-host" } " and start again; what was kept leaves then." })
        }
        _ => Some(html! {
            "See what the server says: " a href="/console/messages?state=deferred" { "deferred" } ", "
            a href="/console/messages?state=failed" { "failed" } ", " a href="/console/messages?state=uncertain" { "uncertain" } "."
        }),
    };
    line(light, "Mail", state, todo)
}

/// Only where there is a stream.
fn stream(vitals: &Vitals) -> Markup {
    let Some(state) = &vitals.stream else { return html! {} };
    let light = vitals.relay();
    let words = html! {
        @match &state.since {
            None if state.aside > 0 => { "The stream has every other event." }
            None => { "The stream has every event." }
            Some(_) => { (count(state.waiting, "event waits", "events wait")) " for the stream, the oldest for " (long(vitals.stream_lag())) "." }
        }
        @if let Some((since, why)) = &state.trouble { " It was last not reached " (ago(*since, vitals.now)) ": " code { (why) } "." }
        @if state.aside > 0 { " " (count(state.aside, "event is", "events are")) " put aside, the newest because " (state.aside_why) "." }
    };
    let is_late = state.since.is_some() || state.trouble.is_some();
    let todo = (light != Light::Green).then(|| {
        html! {
            @if is_late { "See that the NATS server runs and lets the house in; what waits arrives when it does, in its order. " }
            @if state.aside > 0 { "Raise " code { "max_payload" } " of the NATS server, or " code { "max_msg_size" } " of its stream, and start it again: what is put aside follows." }
        }
    });
    line(light, "Stream", words, todo)
}

fn backup(vitals: &Vitals) -> Markup {
    let light = vitals.backup();
    let state = match vitals.last_backup {
        None => html! { "No backup known." },
        Some(at) => html! { "The newest backup was made " (ago(at, vitals.now)) "." },
    };
    let todo =
        (light != Light::Green).then(|| html! { "Make one, keep it elsewhere, and try whether it can be restored." });
    line(light, "Backup", state, todo)
}

/// A page header without actions, for pages beside this one.
pub(super) fn plain_header(title: &str, sub: &str) -> Markup {
    page_header(title, Some(sub), html! {})
}
