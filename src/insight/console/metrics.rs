//! What Prometheus is told: what this node counted, and what stands in rows at this moment. No label names a tenant.

use super::health::{self, Vitals};
use super::model::JobState;
use kernel::Result;
use kernel::db::Engine;
use platform::House;
use platform::metrics::{gauge, head, sample};

/// The text of `/metrics`.
///
/// # Errors
/// When the database does not answer; what this node counted is then not told either, so that the failure shows.
pub async fn text(house: &House) -> Result<String> {
    let vitals = health::measure(house).await?;
    let mut text = String::with_capacity(16 * 1024);
    let scheme = if house.settings.is_https() { "https" } else { "http" };
    house.metrics.write(&mut text, scheme);
    pools(&mut text, house);
    rows(&mut text, &vitals);
    let engine = match vitals.engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    head(&mut text, "steward_build_info", "gauge", "The program and its database; always 1.");
    sample(&mut text, "steward_build_info", &[("version", env!("CARGO_PKG_VERSION")), ("database", engine)], 1.0);
    let started = vitals.started_at.timestamp() as f64;
    gauge(&mut text, "process_start_time_seconds", "When this node began, as Unix time.", started);
    Ok(text)
}

fn pools(text: &mut String, house: &House) {
    let pools = house.db.connection_use();
    head(text, "db_client_connection_count", "gauge", "Connections to the database.");
    for pool in &pools {
        for (state, count) in [("used", pool.used), ("idle", pool.idle)] {
            let labels = [("db_client_connection_pool_name", pool.name), ("db_client_connection_state", state)];
            sample(text, "db_client_connection_count", &labels, count as f64);
        }
    }
    head(text, "db_client_connection_max", "gauge", "The most connections a pool opens.");
    for pool in &pools {
        let labels = [("db_client_connection_pool_name", pool.name)];
        sample(text, "db_client_connection_max", &labels, pool.max as f64);
    }
}

fn rows(text: &mut String, vitals: &Vitals) {
    let seconds = |age: chrono::TimeDelta| age.num_milliseconds() as f64 / 1_000.0;
    gauge(
        text,
        "steward_job_oldest_runnable_age_seconds",
        "How long the oldest job waits that could run.",
        seconds(vitals.job_age()),
    );
    gauge(
        text,
        "steward_outbox_lag_seconds",
        "How long the oldest event waits that nobody was told of.",
        seconds(vitals.outbox_lag()),
    );
    gauge(
        text,
        "steward_mail_oldest_due_age_seconds",
        "How long the oldest message waits that could leave.",
        seconds(vitals.message_age()),
    );
    gauge(text, "steward_mails_waiting", "Messages that wait to leave, due or not.", vitals.queues.messages as f64);
    gauge(
        text,
        "steward_stream_lag_seconds",
        "How long the oldest event waits that the stream does not have; 0 without a stream.",
        seconds(vitals.stream_lag()),
    );
    let waiting = vitals.stream.as_ref().map_or(0, |state| state.waiting);
    gauge(text, "steward_stream_events_waiting", "Events that wait for the stream.", waiting as f64);
    let aside = vitals.stream.as_ref().map_or(0, |state| state.aside);
    let help = "Events that were put aside: the NATS server does not take them, for their size.";
    gauge(text, "steward_stream_events_put_aside", help, aside as f64);
    head(text, "steward_jobs", "gauge", "Jobs by state; done ones are gone.");
    for state in JobState::ALL {
        sample(text, "steward_jobs", &[("state", state.name())], vitals.jobs.of(state) as f64);
    }
    gauge(text, "steward_database_size_bytes", "What the database takes on its disk.", vitals.about.size as f64);
    gauge(
        text,
        "steward_database_ping_seconds",
        "How long the database took to answer now.",
        vitals.ping.as_secs_f64(),
    );
    if let Some(disk) = vitals.disk {
        gauge(text, "steward_disk_free_bytes", "Room on the data folder's disk.", disk.free as f64);
        gauge(text, "steward_disk_size_bytes", "What the data folder's disk can hold.", disk.total as f64);
    }
    // Without a backup its age is infinite: an alarm about old ones rings.
    let age = vitals.last_backup.map_or(f64::INFINITY, |at| seconds(vitals.now - at));
    gauge(text, "steward_backup_age_seconds", "Age of the newest backup; infinite without one.", age);
}
