//! What a filter leaves of very many assets, where an index can tell that it is little.
//!
//! SQLite keeps no statistics: it walks along the order of a list and reads every asset on the way, however few fit. So what
//! may leave few is asked first, and where it does, the list is read from there. Postgres knows by itself.

use super::audits::{audited_every, audited_since};
use crate::assets::model::Filter;
use chrono::{NaiveDate, TimeDelta};
use kernel::db::{Either, Engine, Json, On, Sql, sql};
use kernel::text::{any_case_pattern, contains_pattern};
use kernel::{Error, Result};
use uuid::Uuid;

/// The most that is looked at one by one; beyond these a walk along the order finds a page soon.
const FEW: usize = 1_000;
/// The most rows of the index that are read to know which of them have a word: among these there are some that have its
/// parts and not the word. Of a word with more, nobody says that few have it.
const ROWS: i64 = 2_000;
/// So few that the other words need not be looked up.
const ENOUGH: usize = 300;
/// Characters that the index knows texts by.
const GRAM: usize = 3;
/// The most parts of a word that are looked up.
const GRAMS_MAX: usize = 8;

/// What parts of a filter leave: ids as `unhex` reads them.
pub(super) struct Near {
    /// The assets with each word of the filter, in the order of the words, where they are few.
    words: Vec<Option<Vec<String>>>,
    /// The words that very many have, by their place.
    common: Vec<usize>,
    /// What other parts leave, where that is little.
    others: Vec<(Part, Vec<String>)>,
}

/// A part of a filter that an index answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Holder,
    Overdue,
    Warranty,
    Old,
    Audit,
    /// What is said in a field, by its place in the filter.
    Field(usize),
}

impl Near {
    /// Asks the indexes.
    pub(super) async fn find(on: impl Into<On<'_>>, org: Uuid, filter: &Filter, today: NaiveDate) -> Result<Near> {
        let mut on = on.into();
        let mut near = Near { words: vec![None; filter.words.len()], common: Vec::new(), others: Vec::new() };
        if on.engine() == Engine::Postgres {
            return Ok(near);
        }
        near.find_words(on.again(), org, &filter.words).await?;
        if let Some(holder) = filter.holder {
            let held = counted()
                .with("select w.asset_id as id from custodies w where w.in_at is null and w.org_id = ", org)
                .with(" and w.contact_id = ", holder);
            near.keep(Part::Holder, ended(held).one(on.again()).await?)?;
        }
        if filter.is_overdue {
            let held = counted()
                .with("select w.asset_id as id from custodies w where w.in_at is null and w.org_id = ", org)
                .with(" and w.due_on < ", today);
            near.keep(Part::Overdue, ended(held).one(on.again()).await?)?;
        }
        if filter.is_out_of_warranty {
            let until = today + TimeDelta::days(Filter::WARRANTY_DAYS);
            let ending = counted()
                .with("select a.id from assets a where coalesce(a.warranty_until, '0001-01-01') > '0001-01-01' and a.org_id = ", org)
                .with(" and coalesce(a.warranty_until, '0001-01-01') <= ", until);
            near.keep(Part::Warranty, ended(ending).one(on.again()).await?)?;
        }
        if filter.is_old {
            let old =
                counted().with("select a.id from assets a where a.org_id = ", org).with(" and a.ends_on <= ", today);
            near.keep(Part::Old, ended(old).one(on.again()).await?)?;
        }
        if filter.is_audit_due {
            let due = due_for_audit(on.again(), org, filter, today).await?;
            near.keep(Part::Audit, ended(due).one(on.again()).await?)?;
        }
        for (at, (field, value)) in filter.fields.iter().enumerate() {
            let said = counted()
                .with("select w.asset_id as id from asset_values w where w.org_id = ", org)
                .with(" and w.field_id = ", *field)
                .with(" and w.value = ", value.clone());
            near.keep(Part::Field(at), ended(said).one(on.again()).await?)?;
        }
        Ok(near)
    }

    /// Looks up the words, those first that the index has least of: that costs little, and of the others it often is enough
    /// to know that many have them.
    async fn find_words(&mut self, mut on: On<'_>, org: Uuid, words: &[String]) -> Result<()> {
        let (mut known, mut often) = (Vec::new(), Vec::new());
        for (at, word) in words.iter().enumerate() {
            let parts = grams(word);
            match rarest(on.again(), &parts).await? {
                Some((rows, part)) if rows <= ROWS => known.push((rows, at, part)),
                // Where each part is in many, both together may be in few.
                Some(_) if parts.len() > 1 => often.push((at, parts.join(" "))),
                Some(_) => self.common.push(at),
                None => {}
            }
        }
        for (at, parts) in often {
            match known.is_empty() {
                true => match rows_with(on.again(), &parts).await? {
                    rows if rows <= ROWS => known.push((rows, at, parts)),
                    _ => self.common.push(at),
                },
                false => self.common.push(at),
            }
        }
        known.sort_unstable();
        for (_, at, parts) in known {
            let hits = with_word(on.again(), org, &words[at], parts).await?;
            match little(hits)? {
                Some(ids) => {
                    let is_enough = ids.len() <= ENOUGH;
                    self.words[at] = Some(ids);
                    if is_enough {
                        break;
                    }
                }
                None => self.common.push(at),
            }
        }
        Ok(())
    }

    /// Keeps what a part leaves, if that is little.
    fn keep(&mut self, part: Part, found: (i64, String)) -> Result<()> {
        self.others.extend(little(found)?.map(|ids| (part, ids)));
        Ok(())
    }

    /// Is the list read from what was found, and not along its order?
    pub(super) fn is_few(&self) -> bool {
        !self.others.is_empty() || self.words.iter().any(Option::is_some)
    }

    /// The places of the words, in the order they are best asked of an asset: what few have says no sooner than what many have.
    pub(super) fn in_order(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.words.len()).collect();
        places.sort_by_key(|at| (self.words[*at].is_none(), self.common.contains(at)));
        places
    }

    /// Only assets `a` that have the word at this place of the filter: in their own words, in the name or address of who has
    /// them, or in a further code.
    pub(super) fn worded(&self, statement: Sql, org: Uuid, at: usize, word: &str) -> Sql {
        match self.words.get(at) {
            Some(Some(ids)) => among(statement, ids),
            _ => anywhere(statement, org, word),
        }
    }

    /// Only assets `a` that other parts of the filter leave.
    pub(super) fn leave(&self, mut statement: Sql) -> Sql {
        for (_, ids) in &self.others {
            statement = among(statement, ids);
        }
        statement
    }

    /// Is this part of the filter still to be said, because [`Near::leave`] does not say it?
    pub(super) fn lacks(&self, part: Part) -> bool {
        !self.others.iter().any(|(said, _)| *said == part)
    }
}

/// Begins a statement whose rows are counted and come as one: ids by the thousand would cost more on their way than what they
/// were looked up by. Only SQLite is asked.
fn counted() -> Sql {
    sql(Either {
        sqlite: "select count(*), json_group_array(hex(f.id)) from (",
        postgres: "select count(*), '[]' from (",
    })
}

/// Ends it: one more than few are enough to know that it is not little.
fn ended(statement: Sql) -> Sql {
    statement.with(" limit ", FEW as i64 + 1).push(") f")
}

/// The assets that are due for an audit, by each length that a category says: those that were seen too long ago, and those
/// that never were. What is not owned any more is left out where the list leaves it out: there may be much of it.
async fn due_for_audit(on: On<'_>, org: Uuid, filter: &Filter, today: NaiveDate) -> Result<Sql> {
    let said: Vec<(i64,)> =
        sql("select distinct audit_months from asset_categories where org_id = $1 and audit_months is not null")
            .bind(org)
            .all(on)
            .await?;
    let is_owned = filter.state.is_none() && filter.label.is_none();
    let of = |statement: Sql, months| {
        let statement = statement.with("select a.id from assets a where a.org_id = ", org).push(" and ");
        audited_every(statement, org, months).push_if(is_owned, " and a.state <> 'disposed'")
    };
    let mut due = counted().push("select a.id from assets a where false");
    for (months, (since, midnight)) in said.into_iter().filter_map(|(n,)| Some((n, audited_since(n, today)?))) {
        due = of(due.push(" union all "), months).with(" and a.audited_on <= ", since);
        due = of(due.push(" union all "), months).with(" and a.audited_on is null and a.created_at < ", midnight);
    }
    Ok(due)
}

/// What was counted, if it is little.
fn little((count, ids): (i64, String)) -> Result<Option<Vec<String>>> {
    (count <= FEW as i64).then(|| serde_json::from_str(&ids).map_err(Error::broken)).transpose()
}

/// Of these parts that which the index has least of, and in how many rows. To read these and compare costs less than to have the
/// index look for a part that everything has.
async fn rarest(mut on: On<'_>, parts: &[String]) -> Result<Option<(i64, String)>> {
    let mut rarest: Option<(i64, String)> = None;
    for part in parts {
        let rows = rows_with(on.again(), part).await?;
        if rarest.as_ref().is_none_or(|(fewest, _)| rows < *fewest) {
            rarest = Some((rows, part.clone()));
        }
        if rows <= ENOUGH as i64 {
            break;
        }
    }
    Ok(rarest)
}

/// In how many rows of the index all of these parts are; of very many only that they are more than [`ROWS`].
async fn rows_with(on: On<'_>, parts: &str) -> Result<i64> {
    let counted = sql(Either {
        sqlite: "select count(*) from (select 1 from _asset_words_index x where x._asset_words_index match ",
        postgres: "select count(*) from (select 1 where '' = ",
    });
    let (rows,): (i64,) = counted.with("", parts.to_owned()).with(" limit ", ROWS + 1).push(") found").one(on).await?;
    Ok(rows)
}

/// The assets with a word. That all parts of a word are there does not say that they stand together. SQLite compares texts of
/// ASCII itself, faster than a pattern does.
async fn with_word(on: On<'_>, org: Uuid, word: &str, parts: String) -> Result<(i64, String)> {
    let hits = counted()
        .with(
            Either {
                sqlite:
                    "select w.asset_id as id from _asset_words_index x cross join _asset_words w on w.number = x.rowid
                          where x._asset_words_index match ",
                postgres: "select a.id from assets a where a.search = ",
            },
            parts,
        )
        .with(Either { sqlite: " and w.org_id = ", postgres: " and a.org_id = " }, org);
    let hits = match word.is_ascii() {
        true => hits
            .with(Either { sqlite: " and w.words like ", postgres: " and a.search like " }, contains_pattern(word))
            .push(" escape '\\'"),
        false => hits
            .with(" and regexp(", any_case_pattern(word))
            .push(Either { sqlite: ", w.words)", postgres: ", a.search)" }),
    };
    ended(hits).one(on).await
}

/// What the index is asked for a word: parts that cover it, side by side. A word that is too short has none, and of one that
/// does not fit into a question nobody asks.
fn grams(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < GRAM || letters.contains(&'\0') {
        return Vec::new();
    }
    let last = letters.len() - GRAM;
    let begins = (0..last).step_by(GRAM).take(GRAMS_MAX - 1).chain([last]);
    let part = |at: usize| letters[at..at + GRAM].iter().collect::<String>().replace('"', "\"\"");
    begins.map(|at| format!("\"{}\"", part(at))).collect()
}

/// Only assets `a` with these ids, as `unhex` reads them.
pub(super) fn among(statement: Sql, ids: &[String]) -> Sql {
    statement
        .push(Either {
            sqlite: " and a.id in (select unhex(j.value) from json_each(",
            postgres: " and a.id in (select j.value::uuid from jsonb_array_elements_text(",
        })
        .with("", Json(ids.to_vec()))
        .push(") j)")
}

/// Along an order every asset is asked by itself, and most have no holder (see [`crate::assets::policy`]) and no further code:
/// where that is known, nothing is looked up. Postgres finds by its indexes instead, when what it looks up are arrays: of a
/// list of rows it does not know that they are few.
fn anywhere(statement: Sql, org: Uuid, word: &str) -> Sql {
    let (small, any_case) = (contains_pattern(word), any_case_pattern(word));
    statement
        .with(" and (a.search like ", small.clone())
        .push(Either {
            sqlite: " escape '\\' or a.state in ('assigned', 'in_maintenance') and exists
                     (select 1 from custodies w join contacts wc on wc.org_id = w.org_id and wc.id = w.contact_id
                      where w.asset_id = a.id",
            postgres: " escape '\\' or a.id = any(array(select w.asset_id from custodies w join contacts wc on wc.org_id = w.org_id and wc.id = w.contact_id
                      where true",
        })
        .with(" and w.in_at is null and w.org_id = ", org)
        .with(" and (regexp(", any_case.clone())
        .with(", wc.name) or regexp(", any_case)
        .with(Either {
            sqlite: ", wc.email))) or exists (select 1 from asset_codes c where c.org_id = ",
            postgres: ", wc.email)))) or exists (select 1 from asset_codes c where c.org_id = ",
        }, org)
        .push(Either {
            sqlite: ") and exists (select 1 from asset_codes c where c.asset_id = a.id",
            postgres: ") and a.id = any(array(select c.asset_id from asset_codes c where true",
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
        assert_eq!(grams("winch"), ["\"win\"", "\"nch\""]);
        assert_eq!(grams("c02xg2"), ["\"c02\"", "\"xg2\""]);
        assert_eq!(grams("c02xg2j"), ["\"c02\"", "\"xg2\"", "\"g2j\""]);
        assert_eq!(grams("öäü"), ["\"öäü\""]);
        assert_eq!(grams("\"*^"), ["\"\"\"*^\""]);
        assert!(["no", "a\0bc", ""].iter().all(|word| grams(word).is_empty()));
        assert_eq!(grams(&"x".repeat(10_000)).len(), GRAMS_MAX);
    }
}
