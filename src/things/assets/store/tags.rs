//! The next tag of a pattern.

use crate::catalogue::categories::TagPattern;
use kernel::Result;
use kernel::db::{On, Tx, sql};
use kernel::text::begins_pattern;
use uuid::Uuid;

/// Takes the next number of a pattern, which is given back should the transaction fail: so there are no gaps. A pattern that
/// was never used goes on after the highest tag that looks like it.
pub async fn next(tx: &mut Tx, org: Uuid, pattern: &str, shape: &TagPattern) -> Result<i64> {
    let taken: Option<(i64,)> =
        sql("update tag_sequences set next = next + 1 where org_id = $1 and pattern = $2 returning next - 1")
            .bind(org)
            .bind(pattern.to_owned())
            .maybe(&mut *tx)
            .await?;
    if let Some((number,)) = taken {
        return Ok(number);
    }
    let like: Vec<(String,)> = sql("select tag_key from assets where org_id = $1 and tag_key like $2 escape '\\'
          order by length(tag_key) desc, tag_key desc limit 200")
    .bind(org)
    .bind(begins_pattern(&shape.prefix()))
    .all(&mut *tx)
    .await?;
    let first = like.iter().filter_map(|(tag,)| shape.number(tag)).max().unwrap_or(0) + 1;
    // Two who begin a pattern at once: the second waits, and counts on.
    let (number,): (i64,) = sql("insert into tag_sequences (org_id, pattern, next) values ($1, $2, $3)
         on conflict (org_id, pattern) do update set next = tag_sequences.next + 1 returning next - 1")
    .bind(org)
    .bind(pattern.to_owned())
    .bind(first + 1)
    .one(tx)
    .await?;
    Ok(number)
}

/// Does an asset have this tag, or this as a further code?
pub async fn is_taken(on: impl Into<On<'_>>, org: Uuid, tag: &str) -> Result<bool> {
    let found: Option<(Uuid,)> = sql("select a.id from assets a where a.org_id = $1 and a.tag_key = $2
          union all select c.asset_id from asset_codes c where c.org_id = $1 and c.code_key = $2")
    .bind(org)
    .bind(tag.to_lowercase())
    .maybe(on)
    .await?;
    Ok(found.is_some())
}
