//! What Harbour House uses up: bought, handed out and counted by what writes it on any other day.

use super::owner;
use kernel::db::sql;
use kernel::id::Ids;
use kernel::{Error, Result};
use platform::{House, Scope};
use things::stock::{Act, ItemForm, Known, NewItem, Other, Wish, actions, known};
use uuid::Uuid;

/// An item: name, number, category, unit, what one costs in cents, supplier.
type Plan = (&'static str, &'static str, &'static str, &'static str, i64, &'static str);

const ITEMS: [Plan; 8] = [
    ("AA batteries", "BAT-AA", "AV", "piece", 45, "Escena Rental & Sales"),
    ("Coffee beans", "COF-1000", "Kitchen", "kilogram", 1_890, ""),
    ("Dishwasher tablets", "KIT-TAB", "Kitchen", "box", 990, ""),
    ("HDMI cable 3 m", "CAB-HDMI-3", "AV", "piece", 1_250, "Escena Rental & Sales"),
    ("Inner tube 20 inch", "BK-TUBE-20", "Bikes", "piece", 790, "Cicles Malvarrosa"),
    ("Projector lamp", "LAMP-FH52", "Projectors", "piece", 8_900, "Escena Rental & Sales"),
    ("Toner black", "TON-BK", "IT", "piece", 7_490, "Puerto Informática"),
    ("Wood screws 4 × 40", "SCR-440", "Tools", "box", 640, ""),
];

/// Who is asked for what: days ago, the item's place in the list, what, how many.
const DAYS: [(i64, usize, Deed); 24] = [
    (120, 0, Deed::Buy(200)),
    (120, 1, Deed::Buy(24)),
    (119, 2, Deed::Buy(12)),
    (118, 3, Deed::Buy(20)),
    (118, 4, Deed::Buy(16)),
    (117, 5, Deed::Buy(4)),
    (117, 6, Deed::Buy(6)),
    (116, 7, Deed::Buy(15)),
    (90, 0, Deed::Use(48)),
    (84, 1, Deed::Use(9)),
    (77, 0, Deed::Move(40)),
    (70, 6, Deed::Give(1)),
    (61, 4, Deed::Use(6)),
    (52, 3, Deed::Give(2)),
    (45, 1, Deed::Use(9)),
    (38, 2, Deed::Use(7)),
    (30, 6, Deed::Use(2)),
    (24, 5, Deed::Use(2)),
    (19, 0, Deed::Count(108)),
    (14, 3, Deed::Move(6)),
    (9, 2, Deed::Use(4)),
    (6, 7, Deed::Use(3)),
    (4, 1, Deed::Use(4)),
    (2, 3, Deed::Give(1)),
];

/// What is done.
#[derive(Clone, Copy)]
enum Deed {
    /// So many are bought.
    Buy(i64),
    /// So many are used up.
    Use(i64),
    /// So many go to a person.
    Give(i64),
    /// So many go to the other place.
    Move(i64),
    /// So many are found.
    Count(i64),
}

/// How much there should be: category and number.
const MINIMUMS: [(&str, i64); 3] = [("Kitchen", 4), ("AV", 10), ("Bikes", 5)];

/// Writes it.
pub(super) async fn furnish(house: &House, ids: &Ids) -> Result<()> {
    let at = async |days: i64| owner(house, days).await;
    let began = at(125).await?;
    let known = known(&began).await?;
    let mut items = Vec::new();
    for plan in &ITEMS {
        items.push(actions::create(&began, &wanted(plan, &known)?, &ids.token()).await?);
    }
    for (category, minimum) in MINIMUMS {
        let found = known.categories.iter().find(|known| known.name == category);
        let found = found.ok_or_else(|| Error::broken(format!("no {category} in the demonstration")))?;
        actions::set_category_minimum(&began, found.id, Some(minimum)).await?;
    }
    let [store, bar] = [place(&began, "Workshop").await?, place(&began, "Custom House").await?];
    let person: Option<(Uuid,)> = sql("select id from contacts where org_id = $1 and name <> '' and erased_at is null and merged_into is null order by id limit 1")
        .bind(began.org_id())
        .maybe(&house.db)
        .await?;
    for (days, nth, deed) in DAYS {
        let (act, note) = match deed {
            Deed::Buy(quantity) => (Act::Receive(quantity, None), "Delivery"),
            Deed::Use(quantity) => (Act::Issue(quantity, None), ""),
            Deed::Give(quantity) => (Act::Issue(quantity, person.map(|(id,)| Other::Contact(id))), ""),
            Deed::Move(quantity) => (Act::Transfer(quantity, bar), "For the week"),
            Deed::Count(quantity) => (Act::Adjust(quantity), "Counted the drawer"),
        };
        let wish = Wish { location: store, act, note: note.to_owned() };
        actions::write(&at(days).await?, items[nth], &wish, &ids.token()).await?;
    }
    Ok(())
}

fn wanted((name, sku, category, unit, cents, supplier): &Plan, known: &Known) -> Result<NewItem> {
    let category = known.categories.iter().find(|known| known.name == *category);
    let supplier = known.suppliers.iter().find(|vendor| vendor.name == *supplier);
    let form = ItemForm {
        name: (*name).to_owned(),
        sku: (*sku).to_owned(),
        category: category.map(|category| category.id.to_string()).unwrap_or_default(),
        unit: (*unit).to_owned(),
        supplier: supplier.map(|vendor| vendor.id.to_string()).unwrap_or_default(),
        cost: format!("{}.{:02}", cents / 100, cents % 100),
        ..ItemForm::default()
    };
    NewItem::parse(&form, known, None).map_err(Error::Invalid)
}

async fn place(scope: &Scope, name: &str) -> Result<Uuid> {
    let (id,): (Uuid,) = sql("select id from locations where org_id = $1 and name = $2 and archived_at is null")
        .bind(scope.org_id())
        .bind(name.to_owned())
        .one(scope.db())
        .await?;
    Ok(id)
}
