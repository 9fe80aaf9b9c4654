//! What breaks the rules of the house. Each statement looks at all organisations and answers the ids of rows that are wrong.

use super::model::Rule;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Sql, sql};
use uuid::Uuid;

/// Rows named of a rule that is broken.
const NAMED_MAX: i64 = 20;

/// The rows that break a rule that a statement can judge; the first of them.
pub async fn breaking(db: &Db, rule: Rule, now: DateTime<Utc>) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = statement(rule, now).with(" limit ", NAMED_MAX).all(db).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

fn statement(rule: Rule, now: DateTime<Utc>) -> Sql {
    match rule {
        Rule::UnitsPromised => sql("select b.id from bookings b join resources r on r.org_id = b.org_id and r.id = b.resource_id
              where b.status not in ('cancelled', 'released', 'completed')
                and (select sum(o.units) from bookings o
                      where o.org_id = b.org_id and o.resource_id = b.resource_id and o.status not in ('cancelled', 'released') and o.status <> 'completed'
                        and o.block_until > b.block_from and o.block_from <= b.block_from) > r.units"),
        Rule::Blocks => sql("select id from bookings
              where not (starts_at < ends_at and block_from <= starts_at and ends_at <= block_until)"),
        Rule::Owners => sql("select o.id from organisations o where not exists (select 1 from grants g
              where g.org_id = o.id and g.role = 'owner' and g.location_id is null and g.ended_at is null
                and (g.ends_at is null or g.ends_at > $1))")
            .bind(now),
        Rule::Versions => sql("select id from bookings where (version < 1 or sequence < 0 or updated_at < created_at)
              union all select id from organisations where version < 1
              union all select id from locations where version < 1
              union all select id from resources where version < 1
              union all select id from grants where version < 1"),
        Rule::Messages => sql("select id from messages where ((status = 'sending' and leased_until is null) or (status = 'sent' and sent_at is null)
                or (status in ('queued', 'deferred') and leased_until is not null) or attempts < 0)"),
        Rule::Jobs => sql("select id from jobs where ((state = 'running' and leased_until is null) or (state = 'waiting' and leased_until is not null) or attempts < 0)"),
        Rule::Places => sql("select l.id from locations l left join locations p on p.org_id = l.org_id and p.id = l.parent_id
              where (l.parent_id is null and l.site_id <> l.id)
                 or (l.parent_id is not null and (l.site_id <> p.site_id or l.path not like p.path || '/%' or l.zone <> p.zone))"),
        Rule::Logos => sql("select o.id from organisations o where o.logo_id is not null
              and not exists (select 1 from files f where f.org_id = o.id and f.id = o.logo_id)"),
        Rule::MessageSubjects => sql("select m.id from messages m where m.subject_kind = 'booking'
              and not exists (select 1 from bookings b where b.org_id = m.org_id and b.id = m.subject_id)"),
        Rule::Addresses => sql("select id from users where email <> lower(email)
              union all select id from contacts where email <> lower(email)"),
        Rule::Stock => sql("select v.item_id as id from stock_levels v where v.on_hand < 0 or v.on_hand <> coalesce((
                select cast(sum(e.quantity) as bigint) from stock_entries e
                 where e.org_id = v.org_id and e.item_id = v.item_id and e.location_id = v.location_id), 0)
              union all select e.item_id from stock_entries e where not exists (select 1 from stock_levels v
                 where v.org_id = e.org_id and v.item_id = e.item_id and v.location_id = e.location_id)"),
        Rule::Files => sql("select id from files where (object_id is null and size <> length(bytes)) or (object_id is not null and length(bytes) <> 0)"),
    }
}

/// The next file after this one whose bytes stand in its row: its id, its hash as stored and its bytes.
pub async fn next_file(db: &Db, after: Uuid) -> Result<Option<(Uuid, String, Vec<u8>)>> {
    sql("select id, sha256, bytes from files where object_id is null and id > $1 order by id limit 1")
        .bind(after)
        .maybe(db)
        .await
}
