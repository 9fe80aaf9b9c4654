//! What a filter leaves of very many assets, where an index can tell that it is little.
//!
//! SQLite keeps no statistics: it walks along the order of a list and reads every asset on the way, however few fit. So what
//! may leave few is asked first, and where it does, the list is read from there. Postgres knows by itself.

use crate::assets::model::Filter;
use chrono::{NaiveDate, TimeDelta};
use kernel::Result;
use kernel::db::{Either, Engine, Json, On, Sql, sql};
use kernel::text::{any_case_pattern, contains_pattern};
use uuid::Uuid;

/// The most that is looked at one by one; beyond these a walk along the order finds a page soon.
const FEW: usize = 1_000;
/// Characters that the index knows texts by.
const GRAM: usize = 3;
/// The most parts of a word that are looked up.
const GRAMS_MAX: usize = 8;

/// What parts of a filter leave.
pub(super) struct Near {
    /// The assets with each word of the filter, in the order of the words, where they are few.
    words: Vec<Option<Vec<Uuid>>>,
    /// What another part leaves, where that is little.
    others: Vec<Vec<Uuid>>,
}

impl Near {
    /// Asks the indexes.
    pub(super) async fn find(on: impl Into<On<'_>>, org: Uuid, filter: &Filter, today: NaiveDate) -> Result<Near> {
        let mut on = on.into();
        let mut near = Near { words: vec![None; filter.words.len()], others: Vec::new() };
        if on.engine() == Engine::Postgres {
            return Ok(near);
        }
        for (word, few) in filter.words.iter().zip(&mut near.words) {
            *few = with_word(on.again(), org, word).await?;
        }
        let most = FEW as i64 + 1;
        if let Some(holder) = filter.holder {
            let held = sql("select w.asset_id from custodies w where w.in_at is null and w.org_id = ").with("", org);
            near.keep(held.with(" and w.contact_id = ", holder).with(" limit ", most).all(on.again()).await?);
        }
        if filter.is_overdue {
            let held = sql("select w.asset_id from custodies w where w.in_at is null and w.org_id = ").with("", org);
            near.keep(held.with(" and w.due_on < ", today).with(" limit ", most).all(on.again()).await?);
        }
        if filter.is_out_of_warranty {
            let until = today + TimeDelta::days(Filter::WARRANTY_DAYS);
            let ending = sql("select a.id from assets a where coalesce(a.warranty_until, '0001-01-01') > '0001-01-01' and a.org_id = ")
                .with("", org)
                .with(" and coalesce(a.warranty_until, '0001-01-01') <= ", until);
            near.keep(ending.with(" limit ", most).all(on.again()).await?);
        }
        if filter.is_old {
            let old =
                sql("select a.id from assets a where a.org_id = ").with("", org).with(" and a.ends_on <= ", today);
            near.keep(old.with(" limit ", most).all(on.again()).await?);
        }
        for (field, value) in &filter.fields {
            let said = sql("select w.asset_id from asset_values w where w.org_id = ")
                .with("", org)
                .with(" and w.field_id = ", *field)
                .with(" and w.value = ", value.clone());
            near.keep(said.with(" limit ", most).all(on.again()).await?);
        }
        Ok(near)
    }

    fn keep(&mut self, ids: Vec<(Uuid,)>) {
        self.others.extend((ids.len() <= FEW).then(|| ids.into_iter().map(|(id,)| id).collect()));
    }

    /// Is the list read from what was found, and not along its order?
    pub(super) fn is_few(&self) -> bool {
        !self.others.is_empty() || self.words.iter().any(Option::is_some)
    }

    /// Only assets `a` that have the word at this place of the filter: in their own words, in the name or address of who has
    /// them, or in a further code.
    pub(super) fn worded(&self, statement: Sql, org: Uuid, at: usize, word: &str) -> Sql {
        match self.words.get(at) {
            Some(Some(ids)) => among(statement, ids),
            _ => anywhere(statement, org, word),
        }
    }

    /// Only assets `a` that other parts of the filter leave: these are still to be said by themselves, too.
    pub(super) fn leave(&self, mut statement: Sql) -> Sql {
        for ids in &self.others {
            statement = among(statement, ids);
        }
        statement
    }
}

/// The assets with a word, if they are few.
async fn with_word(on: On<'_>, org: Uuid, word: &str) -> Result<Option<Vec<Uuid>>> {
    let Some(grams) = grams(word) else { return Ok(None) };
    // That all parts of a word are there does not say that they stand together.
    let hits: Vec<(Uuid,)> = sql(Either {
        sqlite: "select w.asset_id from _asset_words_index f cross join _asset_words w on w.number = f.rowid
                  where f._asset_words_index match $1 and w.org_id = $2 and regexp($3, w.words) limit $4",
        postgres: "select $2::uuid where $1::text = $3::text and $4::bigint = 0", // nobody asks
    })
    .bind(grams)
    .bind(org)
    .bind(any_case_pattern(word))
    .bind(FEW as i64 + 1)
    .all(on)
    .await?;
    Ok((hits.len() <= FEW).then(|| hits.into_iter().map(|(id,)| id).collect()))
}

/// What the index is asked for a word: parts that cover it, side by side. A word that is too short has none, and of one that
/// does not fit into a question nobody asks.
fn grams(word: &str) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < GRAM || letters.contains(&'\0') {
        return None;
    }
    let last = letters.len() - GRAM;
    let begins = (0..last).step_by(GRAM).take(GRAMS_MAX - 1).chain([last]);
    let parts = begins.map(|at| letters[at..at + GRAM].iter().collect::<String>().replace('"', "\"\""));
    Some(parts.map(|part| format!("\"{part}\"")).collect::<Vec<_>>().join(" "))
}

fn among(statement: Sql, ids: &[Uuid]) -> Sql {
    let ids: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
    statement
        .push(Either {
            sqlite: " and a.id in (select unhex(j.value) from json_each(",
            postgres: " and a.id in (select j.value::uuid from jsonb_array_elements_text(",
        })
        .with("", Json(ids))
        .push(") j)")
}

/// Along an order every asset is asked by itself. Postgres finds by its indexes instead, when what it looks up are arrays: of a
/// list of rows it does not know that they are few.
fn anywhere(statement: Sql, org: Uuid, word: &str) -> Sql {
    let (small, any_case) = (contains_pattern(word), any_case_pattern(word));
    statement
        .with(" and (a.search like ", small.clone())
        .push(Either {
            sqlite: " escape '\\' or exists (select 1 from custodies w join contacts wc on wc.org_id = w.org_id and wc.id = w.contact_id
                      where w.asset_id = a.id",
            postgres: " escape '\\' or a.id = any(array(select w.asset_id from custodies w join contacts wc on wc.org_id = w.org_id and wc.id = w.contact_id
                      where true",
        })
        .with(" and w.in_at is null and w.org_id = ", org)
        .with(" and (regexp(", any_case.clone())
        .with(", wc.name) or regexp(", any_case)
        .push(Either {
            sqlite: ", wc.email))) or exists (select 1 from asset_codes c where c.asset_id = a.id",
            postgres: ", wc.email)))) or a.id = any(array(select c.asset_id from asset_codes c where true",
        })
        .with(" and c.org_id = ", org)
        .with(" and c.code_key like ", small)
        .push(Either { sqlite: " escape '\\'))", postgres: " escape '\\')))" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_a_word_and_none_of_it_is_said_to_the_index() {
        assert_eq!(grams("winch").as_deref(), Some("\"win\" \"nch\""));
        assert_eq!(grams("c02xg2").as_deref(), Some("\"c02\" \"xg2\""));
        assert_eq!(grams("c02xg2j").as_deref(), Some("\"c02\" \"xg2\" \"g2j\""));
        assert_eq!(grams("öäü").as_deref(), Some("\"öäü\""));
        assert_eq!(grams("\"*^").as_deref(), Some("\"\"\"*^\""));
        assert_eq!((grams("no"), grams("a\0bc"), grams("")), (None, None, None));
        assert!(grams(&"x".repeat(10_000)).unwrap().len() < 60);
    }
}
