//! What a process has used, from the accounts of the kernel (`/proc`, so on Linux only).

use kernel::db::{Db, Engine, sql};
use std::fs;
use std::time::Duration;

/// Ticks of a second in `/proc/<process>/stat`; Linux has shown this number to programs since 2.6, whatever it counts with.
const TICKS: u64 = 100;

/// The processes whose time counts: the program, and on Postgres the server.
pub struct Account {
    program: u32,
    /// Postgres's parent process.
    postmaster: Option<u32>,
}

impl Account {
    /// Of a program and the database it stands on.
    pub async fn of(program: u32, db: &Db) -> Account {
        let postmaster = match db.engine() {
            Engine::Sqlite => None,
            Engine::Postgres => {
                let (backend,): (i32,) =
                    sql("select pg_backend_pid()").one(db).await.expect("Postgres tells its process");
                parent(u32::try_from(backend).expect("a process id"))
            }
        };
        Account { program, postmaster }
    }

    /// User and system time so far.
    pub fn cpu(&self) -> Duration {
        let server = self.postmaster.map_or(0, |postmaster| {
            // A process that ended is on its parent's account.
            let children = processes().into_iter().filter(|process| parent(*process) == Some(postmaster));
            let ended = fields(postmaster).map_or(0, |stat| stat.times[2] + stat.times[3]);
            own(postmaster) + ended + children.map(own).sum::<u64>()
        });
        Duration::from_millis((own(self.program) + server) * 1_000 / TICKS)
    }

    /// Megabytes the program holds in memory.
    pub fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.program)).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default().to_owned();
        line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1_024.0
    }
}

/// User and system time of this process so far.
pub fn own_cpu() -> Duration {
    Duration::from_millis(own(std::process::id()) * 1_000 / TICKS)
}

struct Stat {
    parent: u32,
    /// User, system, children's user, children's system.
    times: [u64; 4],
}

fn own(process: u32) -> u64 {
    fields(process).map_or(0, |stat| stat.times[0] + stat.times[1])
}

fn parent(process: u32) -> Option<u32> {
    fields(process).map(|stat| stat.parent)
}

fn fields(process: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in brackets and may contain anything; field 3 follows it.
    let rest: Vec<&str> = text.rsplit_once(") ")?.1.split(' ').collect();
    let number = |field: usize| rest.get(field - 3)?.parse::<u64>().ok();
    Some(Stat { parent: u32::try_from(number(4)?).ok()?, times: [number(14)?, number(15)?, number(16)?, number(17)?] })
}

fn processes() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}
