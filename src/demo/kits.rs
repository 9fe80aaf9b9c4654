//! Kits of Harbour House: a flight case that is packed, and one that is not yet.

use super::owner;
use chrono::TimeDelta;
use kernel::Result;
use kernel::db::sql;
use kernel::id::Ids;
use platform::House;
use things::assets::Return;
use things::assets::actions::check_in;
use things::kits::actions::{self, Out};
use things::kits::{NewLine, NewTemplate, What};
use uuid::Uuid;

/// What must be in a street set: name of a category, how many.
const STREET: [(&str, i64); 3] = [("Microphones", 2), ("Cameras", 1), ("Projectors", 1)];
/// What must be in a talk set.
const TALK: [(&str, i64); 2] = [("Microphones", 1), ("Projectors", 1)];

/// Writes it.
pub(super) async fn furnish(house: &House, ids: &Ids) -> Result<()> {
    let scope = owner(house, 0).await?;
    for (name, note, wanted, tag) in [
        ("Street festival set", "Everything for a stage outside.", STREET.as_slice(), "AV-0001"),
        ("Talk set", "For a room without equipment.", TALK.as_slice(), "AV-0002"),
    ] {
        let mut lines = Vec::new();
        for (category, quantity) in wanted {
            let (id,): (Uuid,) = sql("select id from asset_categories where org_id = $1 and name = $2")
                .bind(scope.org_id())
                .bind((*category).to_owned())
                .one(&house.db)
                .await?;
            lines.push(NewLine { what: What::Category(id), quantity: *quantity });
        }
        let new = NewTemplate { name: name.to_owned(), note: note.to_owned(), lines };
        let template = actions::create(&scope, &new, &ids.token()).await?;
        if let Some(case) = things::assets::store::by_tag(&house.db, scope.org_id(), tag).await? {
            // One of them is there, and one is out, so that somebody can bring it back.
            if tag == "AV-0001" && case.custody_id.is_some() {
                let back = Return { location: None, label: None, note: String::new() };
                check_in(&scope, &[case.id], &back, &ids.token()).await?;
            }
            actions::make(&scope, case.id, template).await?;
            let (contact,): (Uuid,) = sql("select id from contacts where org_id = $1 and name <> '' and erased_at is null and merged_into is null order by id limit 1")
                .bind(scope.org_id())
                .one(&house.db)
                .await?;
            if tag == "AV-0002" && case.may_be_checked_out() {
                let due_on = Some(scope.now.date_naive() + TimeDelta::days(3));
                let out = Out { contact, due_on, stock_from: None, note: "Talk in the old town" };
                actions::check_out(&scope, case.id, &out, &ids.token()).await?;
            }
        }
    }
    Ok(())
}
