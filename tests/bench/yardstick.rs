//! A fixed piece of work, so that figures of different days and machines can be compared: a figure divided by the yardstick
//! of its own run says more than the figure.

use crate::cost::own_cpu;
use crate::figures::Figure;
use crate::support::scratch;
use kernel::crypto::sha256_hex;
use kernel::db::{Db, Options};

/// How often it is laid on; the quickest counts, because whatever disturbs makes it slower.
const TIMES: usize = 5;
/// What is hashed.
const BYTES: usize = 32 * 1024 * 1024;
/// Rows that are written, sorted, looked up and added, in text as ours are.
const ROWS: &str = "drop table if exists yard;
    create table yard (id blob primary key, at text not null, name text not null, size integer not null);
    begin;
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 60000)
    insert into yard select cast(printf('%016x', i * 2654435761 % 4294967296) as blob), printf('2026-%02d-%02dT%02d:00:00Z', i % 12 + 1, i % 28 + 1, i % 24),
        'Guest ' || i, i % 500 from n;
    create index yard_at on yard (at, id);
    commit;
    select sum(length(y.name)) from (select id from yard where at > '2026-06' order by at, id limit 20000) part join yard y on y.id = part.id;
    select name, count(*), sum(size) from yard group by name order by 3 desc limit 10;";

/// Lays it on: SHA-256 and SQLite, one thread at a time, in CPU time of this process.
pub async fn figure() -> Figure {
    let bytes = vec![7u8; BYTES];
    let file = scratch().join("yardstick.db");
    let options = Options { full_sync: false, ..Options::new(file.display().to_string()) };
    let db = Db::open(&options).await.expect("a database can be opened");
    let mut quickest = f64::INFINITY;
    for _ in 0..TIMES {
        let before = own_cpu();
        assert_eq!(sha256_hex(&bytes).len(), 64);
        db.script(ROWS).await.expect("rows can be written and read");
        quickest = quickest.min((own_cpu() - before).as_secs_f64() * 1_000.0);
    }
    db.close().await;
    Figure::new("Yardstick: SHA-256 of 32 MB, and 60,000 rows of SQLite", "none", format!("{quickest:.0} ms"))
}
