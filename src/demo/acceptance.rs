//! What people signed for at Harbour House, and what they are still waited for.

use super::owner;
use chrono::TimeDelta;
use kernel::Result;
use kernel::db::sql;
use kernel::id::Ids;
use platform::{House, Reach, Scope};
use things::acceptance::{Answered, Circumstances, Filter, actions as acceptances, store};
use things::assets::{Handover, To, actions};
use uuid::Uuid;

/// What is signed for whatever belongs to IT.
const TEXT: &str = "I have received what is listed here, in working order.\n\nI will use it with care, lock it when I leave it, \
     tell Harbour House at once when it is lost or broken, and bring it back when I am asked to.";
/// A name, drawn.
const DRAWN: &[&[(i64, i64)]] = &[
    &[(60, 60), (180, 58), (150, 90), (95, 140), (64, 158), (190, 150)],
    &[(230, 120), (215, 140), (232, 156), (250, 138), (238, 118), (228, 124)],
    &[(275, 140), (290, 132), (310, 128), (300, 118), (282, 130), (284, 152), (318, 150)],
    &[(390, 60), (386, 158)],
    &[(388, 66), (440, 70), (446, 96), (392, 108)],
    &[(470, 130), (462, 150), (486, 152), (490, 128), (494, 154), (520, 140)],
];

/// What was asked for: days ago, how many things, and what became of it.
const ASKED: [(i64, usize, Became); 4] =
    [(31, 2, Became::Drawn), (12, 1, Became::Typed), (6, 2, Became::InPart), (1, 2, Became::Waits)];

#[derive(Clone, Copy, PartialEq)]
enum Became {
    Drawn,
    Typed,
    InPart,
    Waits,
}

/// Writes it.
pub(super) async fn furnish(house: &House, ids: &Ids) -> Result<()> {
    let at = async |days: i64| owner(house, days).await;
    let org = at(0).await?.org_id();
    let asks = sql(
        "update asset_categories set asks_acceptance = true, acceptance_text = $2 where org_id = $1 and name = 'IT'",
    );
    house.db.run(asks.bind(org).bind(TEXT)).await?;
    let people: Vec<(Uuid,)> = sql("select id from contacts where org_id = $1 and name <> '' and erased_at is null and merged_into is null order by id desc limit 4")
        .bind(org)
        .all(&house.db)
        .await?;
    let free: Vec<(Uuid,)> = sql("select a.id from assets a join asset_categories c on c.org_id = a.org_id and c.id = a.category_id
          where a.org_id = $1 and a.state = 'in_stock' and c.name in ('Laptops', 'Phones') and a.label_id is null order by a.tag desc limit 7")
    .bind(org)
    .all(&house.db)
    .await?;
    let mut free = free.into_iter().map(|(id,)| id);
    for ((days, count, became), (person,)) in ASKED.into_iter().zip(people) {
        let (out, things): (Scope, Vec<Uuid>) = (at(days).await?, free.by_ref().take(count).collect());
        if things.is_empty() {
            continue;
        }
        let handover = Handover { to: To::Contact(person), due_on: None, note: String::new() };
        actions::check_out(&out, &things, &handover, &ids.token()).await?;
        let filter = Filter { contact: Some(person), ..Filter::default() };
        let asked = store::before(&house.db, org, &filter, &Reach::Everywhere, None, 1).await?.pop();
        if let Some(asked) = asked.filter(|_| became != Became::Waits) {
            answer(&Scope { now: out.now + TimeDelta::hours(3), ..out }, &asked, became).await?;
        }
    }
    Ok(())
}

async fn answer(then: &Scope, asked: &things::acceptance::Acceptance, became: Became) -> Result<()> {
    let mut answered =
        Answered { name: asked.person().to_owned(), strokes: Vec::new(), missing: std::collections::BTreeMap::new() };
    if became == Became::Drawn {
        answered.strokes = DRAWN.iter().map(|stroke| stroke.to_vec()).collect();
    }
    if became == Became::InPart
        && let Some(item) = store::items(then.db(), then.org_id(), asked.id).await?.pop()
    {
        answered.missing.insert(item.custody_id, "It was not in the bag.".to_owned());
    }
    let around = Circumstances {
        at: then.now,
        address: "203.0.113.7".to_owned(),
        agent: "Firefox on Android".to_owned(),
        before: None,
    };
    let person = then.acting_as_contact(asked.contact_id, asked.person());
    acceptances::answer(&person, asked, &answered, &around).await
}
