//! A change and what becomes of the bookings it hits: one transaction, one story.

use super::hits::{self, judge, propose};
use super::model::{Choice, Decision, HITS_MAX, Hit, Outcome, Preview, Tally, destination};
use crate::bookings::actions::{cancel_in, keep_in, move_in};
use crate::bookings::policy::By;
use chrono::Utc;
use kernel::db::Tx;
use kernel::{Error, Problems, Result};
use platform::Scope;
use platform::once::{self, Claim};
use std::collections::{HashMap, HashSet};
use things::changes::Change;
use things::resources::{self, Owner};

/// How often a transaction is tried again that the database asked to try again.
const TRIES: usize = 5;

/// Makes a change, with what was decided about the bookings it hits.
///
/// # Errors
/// As the change itself; `too_many_hit` where more are hit than can be decided about; `idempotency_key_reused`.
pub async fn carry_out(scope: &Scope, change: &Change, decision: Option<&Decision>) -> Result<Outcome> {
    for _ in 0..TRIES {
        match once(scope, change, decision).await {
            Err(Error::Busy) => continue,
            outcome => return outcome,
        }
    }
    Err(Error::Busy)
}

async fn once(scope: &Scope, change: &Change, decision: Option<&Decision>) -> Result<Outcome> {
    let mut tx = scope.db().begin().await?;
    if let Some(decision) = decision {
        let wish = format!("{} {}", serde_json::to_string(change).map_err(Error::broken)?, decision.wish());
        if let Claim::Done(_) = once::claim_for(&mut tx, scope, &decision.key, &wish, scope.org_id()).await? {
            return Ok(Outcome::Done(Tally::default()));
        }
    }
    // Before, made, after: all in one transaction that holds still whatever is judged.
    let held = change.hold(&mut tx, scope).await?;
    let before = judge(&mut tx, scope, &held, change.window()).await?;
    if !change.apply(&mut tx, scope).await? {
        return Ok(Outcome::Done(Tally::default())); // a repeated request: nothing happens again
    }
    let ids: Vec<_> = held.iter().map(|resource| resource.id).collect();
    let held = resources::store::by_ids(&mut tx, scope.org_id(), &ids).await?;
    let after = judge(&mut tx, scope, &held, change.window()).await?;
    let mut hits = hits::hit(scope, &before, &after, &change.units());
    if hits.len() > HITS_MAX {
        return Err(Error::conflict("too_many_hit"));
    }
    let undecided = |preview: Preview| Ok(Outcome::Undecided(Box::new(preview)));
    let preview = |hits: Vec<Hit>, is_new: bool, wrong: HashMap<_, _>| Preview {
        hits,
        is_new,
        wrong,
        decision: decision.cloned().unwrap_or_default(),
        now: scope.now,
    };
    if hits.is_empty() {
        change.finish(&mut tx, scope).await?;
        tx.commit().await?;
        return Ok(Outcome::Done(Tally::default()));
    }
    let Some(decision) = decision else {
        propose(&mut tx, scope, &mut hits).await?;
        return undecided(preview(hits, false, HashMap::new())); // dropped: rolled back
    };
    let seen: HashSet<_> = decision.seen().into_iter().collect();
    let is: HashSet<_> = hits.iter().map(|hit| (hit.booking.id, hit.booking.version)).collect();
    propose(&mut tx, scope, &mut hits).await?;
    if seen != is {
        return undecided(preview(hits, true, HashMap::new()));
    }
    match follow(&mut tx, scope, &hits, decision).await? {
        Ok(tally) => {
            change.finish(&mut tx, scope).await?;
            tx.commit().await?;
            Ok(Outcome::Done(tally))
        }
        Err(wrong) => undecided(preview(hits, false, wrong)),
    }
}

/// What is wrong with a decision, by booking.
type Wrong = HashMap<uuid::Uuid, String>;

/// Does what was decided: those that go first, so that there is room for those that move.
async fn follow(tx: &mut Tx, scope: &Scope, hits: &[Hit], decision: &Decision) -> Result<Result<Tally, Wrong>> {
    let mut wrong = Wrong::new();
    let mut chosen: Vec<(&Hit, Choice)> = Vec::new();
    for hit in hits {
        match decision.of(hit) {
            Some(Choice::Keep) if !hit.may_stay => {
                wrong.insert(hit.booking.id, scope.house.refusal("booking_must_go").to_owned());
            }
            Some(Choice::Move(_) | Choice::Cancel) if !hit.may_change => {
                wrong.insert(hit.booking.id, "You may not move or cancel bookings here. It can be kept.".to_owned());
            }
            Some(choice) => chosen.push((hit, choice)),
            None => {
                wrong.insert(hit.booking.id, "Choose what becomes of it.".to_owned());
            }
        }
    }
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let mut tally = Tally::default();
    for (hit, _) in chosen.iter().filter(|(_, choice)| *choice == Choice::Cancel) {
        cancel_in(tx, scope, hit.booking.id, hit.resource.rules(), &decision.reason).await?;
        tally.cancelled += 1;
    }
    for (hit, choice) in &chosen {
        if let Choice::Move(offer) = choice {
            match go(tx, scope, hit, offer).await {
                Ok(()) => tally.moved += 1,
                Err(Error::Conflict(rule)) => {
                    // The statement that was refused has ended the transaction on one engine: nothing more can be tried.
                    wrong.insert(hit.booking.id, scope.house.refusal(&rule).to_owned());
                    return Ok(Err(wrong));
                }
                Err(Error::Invalid(problems)) => {
                    let sentences: Vec<&str> = problems.iter().map(|(_, sentence)| sentence).collect();
                    wrong.insert(hit.booking.id, sentences.join(" "));
                    return Ok(Err(wrong));
                }
                Err(error) => return Err(error),
            }
        }
    }
    for (hit, _) in chosen.iter().filter(|(_, choice)| *choice == Choice::Keep) {
        let rules: Vec<&'static str> = hit.reasons.iter().map(|reason| reason.rule()).collect();
        keep_in(tx, scope, hit.booking.id, &rules).await?;
        tally.kept += 1;
    }
    Ok(Ok(tally))
}

/// Moves a hit to where an offer leads.
async fn go(tx: &mut Tx, scope: &Scope, hit: &Hit, offer: &str) -> Result<()> {
    let (resource, span) = destination(offer).ok_or_else(|| Error::invalid("impact_choice", "Choose again."))?;
    resources::store::hold(tx, scope.org_id(), Owner::Resource(resource)).await?;
    let to = resources::store::by_id(&mut *tx, scope.org_id(), resource).await?;
    if By::of(scope, &to)? != By::Staff {
        return Err(Error::Forbidden);
    }
    let mut problems = Problems::new();
    let span = span.parse(to.zone(), Some(hit.booking.span()), &mut problems);
    problems.check()?;
    let span = span.ok_or_else(|| Error::broken("an offer without a span"))?;
    if span.start < scope.now.with_timezone(&Utc) {
        return Err(Error::conflict("booking_passed"));
    }
    move_in(tx, scope, hit.booking.id, &to, span).await.map(drop)
}
