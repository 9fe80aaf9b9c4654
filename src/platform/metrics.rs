//! What is counted while the house runs: requests with their times, and what became of mails, jobs, sign-ins and wishes.
//!
//! Counting is a look-up behind a read lock and a few additions: no request waits for another one. The names are
//! those of OpenTelemetry's semantic conventions in Prometheus's spelling; our own begin with `steward_`. No label names
//! a tenant or a user. What stands in rows (queues, ages) is asked when it is looked at; see the console.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};

/// Upper bounds of the durations of requests (seconds): the advice of OpenTelemetry.
pub const BUCKETS: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];
/// Methods that are told by name; all others are `_OTHER`.
const METHODS: [&str; 8] = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "_OTHER"];
/// Values of one label that are told apart; the house knows fewer, so that more would be a mistake of ours.
const VALUES_MAX: usize = 200;

/// Something that is only ever counted up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// What became of attempts to send a message.
    MailOutcomes,
    /// What became of attempts to do a job.
    JobOutcomes,
    /// Wishes to book that were refused, by the rule that refused them.
    BookingsRefused,
    /// Tries to sign in.
    SignIns,
}

impl Counter {
    const ALL: [Counter; 4] = [Counter::MailOutcomes, Counter::JobOutcomes, Counter::BookingsRefused, Counter::SignIns];

    /// Name, label, help, and the values that are shown before they were first counted.
    fn describe(self) -> (&'static str, &'static str, &'static str, &'static [&'static str]) {
        match self {
            Counter::MailOutcomes => (
                "steward_mail_outcomes_total",
                "outcome",
                "Attempts to send a message, by what became of them.",
                &["sent", "deferred", "failed", "uncertain"],
            ),
            Counter::JobOutcomes => (
                "steward_job_outcomes_total",
                "outcome",
                "Attempts to do a job, by what became of them.",
                &["done", "failed", "dead"],
            ),
            Counter::BookingsRefused => (
                "steward_bookings_refused_total",
                "rule",
                "Wishes to book that were refused, by rule.",
                &["booking_overlap", "closed"],
            ),
            Counter::SignIns => {
                ("steward_sign_ins_total", "outcome", "Tries to sign in.", &["succeeded", "failed", "slowed"])
            }
        }
    }
}

/// Durations that fell into each bucket.
#[derive(Default)]
struct Histogram {
    /// One more than there are bounds: what is longer than all of them.
    counts: [AtomicU64; BUCKETS.len() + 1],
    microseconds: AtomicU64,
}

type ByAnswer = HashMap<(u8, u16), Arc<Histogram>>;

/// All that is counted in this process.
#[derive(Default)]
pub struct Metrics {
    requests: RwLock<HashMap<String, ByAnswer>>,
    active: [AtomicI64; METHODS.len()],
    counters: [RwLock<HashMap<String, AtomicU64>>; Counter::ALL.len()],
}

/// A request under way; dropped when it is answered, or given up.
pub struct Active<'a>(&'a AtomicI64);

impl Drop for Active<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

fn method_at(method: &str) -> usize {
    METHODS.iter().position(|known| *known == method).unwrap_or(METHODS.len() - 1)
}

/// The method by name, if it is one of those that are told; what a caller made up is not.
pub fn method_name(method: &str) -> &'static str {
    METHODS[method_at(method)]
}

impl Metrics {
    /// A request begins.
    pub fn begin(&self, method: &str) -> Active<'_> {
        let active = &self.active[method_at(method)];
        active.fetch_add(1, Relaxed);
        Active(active)
    }

    /// A request was answered. `route` is its template, empty where no row fits; never a path.
    pub fn observe(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let key = (method_at(method) as u8, status);
        let known = {
            let requests = self.requests.read().unwrap_or_else(PoisonError::into_inner);
            requests.get(route).and_then(|answers| answers.get(&key)).cloned()
        };
        let histogram = known.unwrap_or_else(|| {
            let mut requests = self.requests.write().unwrap_or_else(PoisonError::into_inner);
            requests.entry(route.to_owned()).or_default().entry(key).or_default().clone()
        });
        let bucket = BUCKETS.iter().position(|bound| seconds <= *bound).unwrap_or(BUCKETS.len());
        histogram.counts[bucket].fetch_add(1, Relaxed);
        histogram.microseconds.fetch_add((seconds * 1e6) as u64, Relaxed);
    }

    /// Counts one more. `value` is one of few words of ours.
    pub fn count(&self, counter: Counter, value: &str) {
        let family = &self.counters[counter as usize];
        if let Some(known) = family.read().unwrap_or_else(PoisonError::into_inner).get(value) {
            known.fetch_add(1, Relaxed);
            return;
        }
        let mut family = family.write().unwrap_or_else(PoisonError::into_inner);
        let value = if family.len() < VALUES_MAX { value } else { "_other" };
        family.entry(value.to_owned()).or_default().fetch_add(1, Relaxed);
    }

    /// How often it was counted.
    pub fn counted(&self, counter: Counter, value: &str) -> u64 {
        let family = self.counters[counter as usize].read().unwrap_or_else(PoisonError::into_inner);
        family.get(value).map_or(0, |count| count.load(Relaxed))
    }

    /// Writes all of it in Prometheus's text format. `scheme` is how browsers reach the house.
    pub fn write(&self, text: &mut String, scheme: &str) {
        self.write_requests(text, scheme);
        head(text, "http_server_active_requests", "gauge", "Requests under way.");
        for (method, active) in METHODS.iter().zip(&self.active) {
            let labels = [("http_request_method", *method), ("url_scheme", scheme)];
            sample(text, "http_server_active_requests", &labels, active.load(Relaxed) as f64);
        }
        for counter in Counter::ALL {
            let (name, label, help, always) = counter.describe();
            head(text, name, "counter", help);
            let family = self.counters[counter as usize].read().unwrap_or_else(PoisonError::into_inner);
            let mut values: Vec<(&str, u64)> =
                family.iter().map(|(value, count)| (value.as_str(), count.load(Relaxed))).collect();
            values.extend(always.iter().filter(|value| !family.contains_key(**value)).map(|value| (*value, 0)));
            values.sort_unstable();
            for (value, count) in values {
                sample(text, name, &[(label, value)], count as f64);
            }
        }
    }

    fn write_requests(&self, text: &mut String, scheme: &str) {
        const NAME: &str = "http_server_request_duration_seconds";
        head(text, NAME, "histogram", "Duration of requests.");
        let requests = self.requests.read().unwrap_or_else(PoisonError::into_inner);
        let mut routes: Vec<_> = requests.iter().collect();
        routes.sort_unstable_by_key(|(route, _)| *route);
        for (route, answers) in routes {
            let mut answers: Vec<_> = answers.iter().collect();
            answers.sort_unstable_by_key(|(key, _)| **key);
            for ((method, status), histogram) in answers {
                let status = status.to_string();
                let labels = [
                    ("http_request_method", METHODS[usize::from(*method)]),
                    ("http_response_status_code", status.as_str()),
                    ("http_route", route.as_str()),
                    ("url_scheme", scheme),
                ];
                let mut below = 0;
                for (at, count) in histogram.counts.iter().enumerate() {
                    below += count.load(Relaxed);
                    let bound = BUCKETS.get(at).map_or_else(|| "+Inf".to_owned(), f64::to_string);
                    let [method, status, route, scheme] = labels;
                    let labels = [method, status, route, scheme, ("le", bound.as_str())];
                    sample(text, "http_server_request_duration_seconds_bucket", &labels, below as f64);
                }
                let seconds = histogram.microseconds.load(Relaxed) as f64 / 1e6;
                sample(text, "http_server_request_duration_seconds_sum", &labels, seconds);
                sample(text, "http_server_request_duration_seconds_count", &labels, below as f64);
            }
        }
    }
}

/// The two lines above a metric.
pub fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}"); // writing to a String does not fail
}

/// One line.
pub fn sample(text: &mut String, name: &str, labels: &[(&str, &str)], value: f64) {
    text.push_str(name);
    for (at, (label, value)) in labels.iter().enumerate() {
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let _ = write!(text, "{}{label}=\"{escaped}\"", if at == 0 { '{' } else { ',' });
    }
    let brace = if labels.is_empty() { "" } else { "}" };
    let _ = match value {
        value if value == f64::INFINITY => writeln!(text, "{brace} +Inf"),
        value => writeln!(text, "{brace} {value}"),
    };
}

/// A metric with one value.
pub fn gauge(text: &mut String, name: &str, help: &str, value: f64) {
    head(text, name, "gauge", help);
    sample(text, name, &[], value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn written(metrics: &Metrics) -> String {
        let mut text = String::new();
        metrics.write(&mut text, "https");
        text
    }

    #[test]
    fn durations_fall_into_cumulative_buckets() {
        let metrics = Metrics::default();
        for seconds in [0.004, 0.2, 99.0] {
            metrics.observe("GET", "/o/{org}", 200, seconds);
        }
        metrics.observe("BREW", "", 404, 0.001);
        let text = written(&metrics);
        let labels =
            r#"{http_request_method="GET",http_response_status_code="200",http_route="/o/{org}",url_scheme="https""#;
        for line in [
            format!("http_server_request_duration_seconds_bucket{labels},le=\"0.005\"}} 1"),
            format!("http_server_request_duration_seconds_bucket{labels},le=\"0.25\"}} 2"),
            format!("http_server_request_duration_seconds_bucket{labels},le=\"+Inf\"}} 3"),
            format!("http_server_request_duration_seconds_count{labels}}} 3"),
            format!("http_server_request_duration_seconds_sum{labels}}} 99.204"),
        ] {
            assert!(text.contains(&format!("{line}\n")), "{line}\n{text}");
        }
        assert!(text.contains("http_request_method=\"_OTHER\""), "{text}");
    }

    #[test]
    fn what_is_under_way_is_counted_until_it_is_dropped() {
        let metrics = Metrics::default();
        let line = |count: i64| {
            format!("http_server_active_requests{{http_request_method=\"GET\",url_scheme=\"https\"}} {count}\n")
        };
        let one = metrics.begin("GET");
        assert!(written(&metrics).contains(&line(1)));
        drop(one);
        assert!(written(&metrics).contains(&line(0)));
    }

    #[test]
    fn labels_are_escaped_and_their_values_are_few() {
        let metrics = Metrics::default();
        for value in 0..VALUES_MAX + 5 {
            metrics.count(Counter::BookingsRefused, &format!("rule \"{value}\""));
        }
        let text = written(&metrics);
        assert!(text.contains("steward_bookings_refused_total{rule=\"rule \\\"7\\\"\"} 1\n"), "{text}");
        assert_eq!(metrics.counted(Counter::BookingsRefused, "_other"), 5);
        assert!(text.contains("steward_mail_outcomes_total{outcome=\"uncertain\"} 0\n"), "{text}");
    }

    #[test]
    fn counting_a_request_costs_next_to_nothing() {
        const TIMES: u32 = 20_000;
        let metrics = Metrics::default();
        let begun = Instant::now();
        for _ in 0..TIMES {
            let active = metrics.begin("GET");
            metrics.observe("GET", "/o/{org}/bookings", 200, 0.003);
            drop(active);
        }
        let each = begun.elapsed() / TIMES;
        // Measured without optimisation on whatever machine this is; a release build takes a tenth.
        assert!(each < std::time::Duration::from_micros(20), "{each:?}");
    }
}
