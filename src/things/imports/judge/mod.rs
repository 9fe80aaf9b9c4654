//! From a row of a file to what is to become of an asset. The same for the dry run and the deed: only what is missing is
//! imagined by the one and refused by the other.

mod around;
mod bulk;
mod names;
mod people;
mod row;

pub(super) use row::turned;

use super::model::{DayOrder, Missing, Options, Outcome, Target, Verdict};
use crate::assets::actions::Wish;
use crate::assets::{Known, known};
use around::Around;
use kernel::Result;
use kernel::db::Tx;
use platform::{Perm, Reach, Scope};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Judges the rows of one file, part by part.
pub(super) struct Judge<'a> {
    scope: &'a Scope,
    options: Options,
    targets: Vec<Option<Target>>,
    /// What rows may choose from; in a dry run also what would be made.
    pub(super) known: Known,
    /// Is what is missing imagined?
    imagines: bool,
    /// What is missing.
    pub(super) missing: Missing,
    /// Tags, serials and contents of unique fields of rows before, and their lines.
    seen: HashMap<(Mark, String), u64>,
    /// People that would be made, by address.
    strangers: HashMap<String, Uuid>,
    /// What would be made, and what it is called.
    pub(super) imagined: HashMap<Uuid, String>,
    may_make: bool,
}

/// What no two assets have the same of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Mark {
    Tag,
    Serial,
    Legacy,
    Own(Uuid),
}

/// A row that was judged.
pub(super) struct Judged {
    /// What becomes of it.
    pub outcome: Outcome,
    /// The same for whoever does it; none where there is nothing to do.
    pub wish: Option<Wish>,
}

impl<'a> Judge<'a> {
    /// Reads what rows may choose from.
    pub(super) async fn new(scope: &'a Scope, options: &Options, imagines: bool) -> Result<Judge<'a>> {
        let options = options.clone();
        let targets = options.columns.iter().map(|name| Target::parse(name)).collect();
        let may_make = scope.reach(Perm::AssetsManage) == Reach::Everywhere;
        Ok(Judge {
            scope,
            targets,
            known: known(scope).await?,
            imagines: imagines && options.makes_missing,
            options,
            missing: Missing::default(),
            seen: HashMap::new(),
            strangers: HashMap::new(),
            imagined: HashMap::new(),
            may_make,
        })
    }

    fn days(&self) -> DayOrder {
        self.options.days
    }

    /// Judges rows in their order, with what they are about: held until the transaction ends. Rows that were found wrong
    /// before stay so.
    pub(super) async fn part(
        &mut self,
        tx: &mut Tx,
        rows: &[(u64, Vec<String>)],
        before: &[Outcome],
    ) -> Result<Vec<Judged>> {
        if let Some(change) = self.options.bulk.clone() {
            return self.bulk(tx, rows, before, &change).await;
        }
        let lines: Vec<row::Line> =
            rows.iter().map(|(line, cells)| row::Line::of(*line, cells, &self.targets)).collect();
        let around = Around::of(tx, self.scope, &self.known.fields, &lines).await?;
        let mut judged: Vec<Judged> = Vec::with_capacity(lines.len());
        for (at, line) in lines.iter().enumerate() {
            let wrong = before.get(at).filter(|outcome| outcome.verdict == Verdict::Wrong);
            judged.push(match wrong {
                Some(outcome) => Judged { outcome: outcome.clone(), wish: None },
                None => self.row(line, &around),
            });
        }
        self.demand_unlike(tx, &mut judged).await?;
        Ok(judged)
    }

    /// Own fields whose contents must differ: from what is there, and from rows before.
    async fn demand_unlike(&mut self, tx: &mut Tx, judged: &mut [Judged]) -> Result<()> {
        let (fields, keys): (HashSet<Uuid>, Vec<String>) = judged.iter().flat_map(unique_keys).unzip();
        if keys.is_empty() {
            return Ok(());
        }
        let held = crate::assets::store::unique_holders(tx, self.scope.org_id(), fields, &keys).await?;
        for one in judged {
            let own = one.wish.as_ref().and_then(|wish| wish.before.as_ref()).map(|(asset, _)| asset.id);
            for (field, key) in unique_keys(one) {
                let name = Target::Own(field).label(&self.known.fields);
                let taken = held.get(&(field, key.clone())).is_some_and(|holder| Some(*holder) != own);
                let twice = self
                    .seen
                    .insert((Mark::Own(field), key), one.outcome.line)
                    .filter(|line| *line != one.outcome.line);
                if taken {
                    one.refuse(name, "Another asset has the same here already.".to_owned());
                } else if let Some(line) = twice {
                    one.refuse(name, format!("Line {line} has the same here."));
                }
            }
        }
        Ok(())
    }
}

fn unique_keys(judged: &Judged) -> Vec<(Uuid, String)> {
    let new = judged.wish.as_ref().and_then(|wish| wish.new.as_ref());
    let contents = new.map(|new| new.contents.as_slice()).unwrap_or_default();
    contents.iter().filter_map(|(field, content)| Some((*field, content.as_ref()?.unique_key.clone()?))).collect()
}

impl Judged {
    /// One more thing that is wrong with it.
    fn refuse(&mut self, field: String, sentence: String) {
        self.outcome.verdict = Verdict::Wrong;
        self.outcome.problems.push((field, sentence));
        self.wish = None;
    }
}
