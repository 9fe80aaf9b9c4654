//! What Harbour House owns, and in whose hands it is: written by what writes it on any other day, at moments that have
//! passed.

use super::owner;
use chrono::{Months, NaiveDate, TimeDelta};
use kernel::db::sql;
use kernel::id::Ids;
use kernel::{Error, Result};
use platform::files::Arrived;
use platform::{House, Scope};
use things::assets::{
    AssetForm, Handover, Known, NewAsset, Return, StatusForm, To, actions, add_file, fields_of, known,
};
use uuid::Uuid;

/// Things that are alike: how many, of what kind and model, where they belong, what one cost in cents, how many months ago
/// they were bought, and of whom.
struct Lot {
    count: usize,
    category: &'static str,
    model: &'static str,
    name: &'static str,
    place: &'static str,
    cents: i64,
    months: u32,
    supplier: &'static str,
    colour: &'static str,
}

const fn lot(count: usize, category: &'static str, model: &'static str, place: &'static str) -> Lot {
    Lot { count, category, model, name: "", place, cents: 0, months: 12, supplier: "", colour: "" }
}

const COMPUTERS: &str = "Puerto Informática";
const STAGE: &str = "Escena Rental & Sales";

/// Files of some of them: tag, name, text.
const PAPERS: [(&str, &str, &str); 3] = [
    ("CA-001", "Checklist.txt", "Body, two batteries, charger, strap.\nFormat both cards before it goes out.\n"),
    ("BK-001", "Service.csv", "day,what,km\n2026-02-11,Brake pads,1204\n2026-05-20,Chain,1980\n"),
    ("PR-001", "Lamp hours.txt", "Reset the counter in Menu, Reset, Lamp hours.\n"),
];

/// In the order they were bought.
const LOTS: &[Lot] = &[
    Lot { cents: 18_900, months: 13, supplier: STAGE, ..lot(18, "Furniture", "Folding table, oak", "Upper deck") },
    Lot {
        cents: 149_000,
        months: 13,
        supplier: COMPUTERS,
        colour: "Black",
        ..lot(6, "Laptops", "Latitude 7450", "Upper deck")
    },
    Lot {
        cents: 42_900,
        months: 12,
        supplier: COMPUTERS,
        colour: "Silver",
        ..lot(14, "Monitors", "UltraSharp U2724D", "Upper deck")
    },
    Lot { cents: 109_900, months: 12, supplier: STAGE, ..lot(3, "Projectors", "EB-FH52", "Lantern Tower") },
    Lot { cents: 239_900, months: 11, supplier: STAGE, ..lot(3, "Cameras", "Alpha 7 IV", "Lantern Tower") },
    Lot { cents: 52_900, months: 11, supplier: STAGE, ..lot(6, "Microphones", "UWP-D21", "Lantern Tower") },
    Lot { cents: 389_000, months: 10, supplier: "Cicles Malvarrosa", ..lot(4, "Bikes", "Cargo bike Barca", "Jetty") },
    Lot { cents: 23_900, months: 9, supplier: "", ..lot(5, "Tools", "GSR 18V-90", "Workshop") },
    Lot {
        cents: 169_900,
        months: 8,
        supplier: COMPUTERS,
        colour: "Black",
        ..lot(12, "Laptops", "ThinkPad T14 Gen 5", "Ground floor")
    },
    Lot {
        cents: 69_900,
        months: 7,
        supplier: COMPUTERS,
        colour: "Grey",
        ..lot(5, "Phones", "Fairphone 5", "Ground floor")
    },
    Lot { name: "Coffee machine Rocket R58", cents: 249_000, months: 6, ..lot(2, "Kitchen", "", "Custom House") },
    Lot { name: "Flight case", cents: 31_000, months: 6, supplier: STAGE, ..lot(2, "AV", "", "Lantern Tower") },
    Lot {
        cents: 189_900,
        months: 3,
        supplier: COMPUTERS,
        colour: "Black",
        ..lot(4, "Laptops", "ThinkPad X1 Carbon", "First floor")
    },
];

/// Every so many of them somebody has, for so many days until it is expected back.
const LENT: [(usize, i64, i64); 3] = [(5, 20, 30), (7, 9, 5), (11, 40, 14)];

/// Writes it.
pub(super) async fn furnish(house: &House, ids: &Ids) -> Result<()> {
    let at = async |days: i64| owner(house, days).await;
    let today = house.now().date_naive();
    let known = known(&at(0).await?).await?;
    let mut made: Vec<Uuid> = Vec::new();
    for lot in LOTS {
        let bought = today - Months::new(lot.months);
        let then = at((today - bought).num_days() - 4).await?;
        for nth in 0..lot.count {
            let new = wanted(lot, nth, bought, &known)?;
            made.push(actions::create(&then, &new, &known, &ids.token()).await?);
        }
    }
    lend(&at, ids, &made).await?;
    let then = at(30).await?;
    let case = tagged(&then, "AV-0001").await?;
    let inside = [tagged(&then, "MI-001").await?, tagged(&then, "MI-002").await?, tagged(&then, "CA-001").await?];
    let packed = Handover { to: To::Asset(case), due_on: None, note: "Street festival set".to_owned() };
    let free = in_stock(&then, &inside).await?;
    actions::check_out(&then, &free, &packed, &ids.token()).await?;
    for (tag, label, note, days) in [
        ("PR-002", "Out for repair", "Lamp fails after ten minutes", 6),
        ("BK-003", "Out for repair", "Front brake, spring service", 3),
        ("NB-00004", "Broken", "Coffee on the keyboard", 15),
        ("NB-00006", "Sold", "Sold to the school next door", 50),
        ("MO-0009", "Recycled", "Panel cracked in the move", 70),
        ("NB-00022", "Pending set-up", "", 1),
    ] {
        stand(&at(days).await?, tag, (label, note), &known).await?;
    }
    let then = at(12).await?;
    for (tag, name, text) in PAPERS {
        let asset = tagged(&then, tag).await?;
        let file = Arrived::of(&then.house, name, text.as_bytes()).await?;
        add_file(&then, asset, file, &ids.token()).await?;
    }
    Ok(())
}

/// One of a lot, as somebody types it.
fn wanted(lot: &Lot, nth: usize, bought: NaiveDate, known: &Known) -> Result<NewAsset> {
    let named = |what: &str, found: Option<Uuid>| {
        found.map(|id| id.to_string()).ok_or_else(|| Error::broken(format!("no {what} in the demonstration")))
    };
    let category = known.categories.iter().find(|category| category.name == lot.category).map(|category| category.id);
    let model = known.models.iter().find(|model| model.name == lot.model).map(|model| model.id.to_string());
    let place = known.places.iter().find(|place| place.name == lot.place).map(|place| place.id);
    let supplier = known.vendors.iter().find(|vendor| vendor.name == lot.supplier).map(|vendor| vendor.id.to_string());
    let mut form = AssetForm {
        name: lot.name.to_owned(),
        category: named(lot.category, category)?,
        model: model.unwrap_or_default(),
        serial: if lot.category == "Furniture" {
            String::new()
        } else {
            format!("{}{}-{:04}", serial_of(lot), lot.months, 1103 + nth * 37)
        },
        home: named(lot.place, place)?,
        supplier: supplier.unwrap_or_default(),
        purchased_on: bought.to_string(),
        cost: format!("{}.{:02}", lot.cents / 100, lot.cents % 100),
        order_number: format!("HH-{}", bought.format("%y%m")),
        // The first laptops came from an earlier system, whose labels they bear still.
        legacy_id: if lot.model == "Latitude 7450" { (311 + nth).to_string() } else { String::new() },
        warranty_until: (bought + Months::new(if lot.months > 11 { 14 } else { 24 })).to_string(),
        ..AssetForm::default()
    };
    for field in fields_of(known, category.unwrap_or_default()) {
        let value = match field.name.as_str() {
            "RAM" if lot.category == "Laptops" => ["16", "32", "16", "64"][nth % 4].to_owned(),
            "Colour" => lot.colour.to_owned(),
            "Insured" => if lot.cents > 100_000 { "true" } else { "false" }.to_owned(),
            // The projectors are due this month.
            "Next PAT test" if lot.category == "Projectors" => {
                (bought + Months::new(lot.months) + TimeDelta::days(9)).to_string()
            }
            "Next PAT test" if lot.cents > 20_000 => (bought + Months::new(24)).to_string(),
            "Frame number" => format!("CM-{:05}", 20_417 + nth * 3),
            _ => continue,
        };
        form.fields.insert(field.input(), value);
    }
    NewAsset::parse(&form, known, None).map_err(Error::Invalid)
}

fn serial_of(lot: &Lot) -> String {
    lot.model.chars().chain(lot.name.chars()).filter(char::is_ascii_uppercase).take(3).collect()
}

/// Hands some of it over to people who book here, and takes some of that back.
async fn lend(at: &impl AsyncFn(i64) -> Result<Scope>, ids: &Ids, made: &[Uuid]) -> Result<()> {
    let scope = at(0).await?;
    let people: Vec<(Uuid,)> = sql("select id from contacts where org_id = $1 and name <> '' and erased_at is null and merged_into is null order by id limit 12")
        .bind(scope.org_id())
        .all(&scope.house.db)
        .await?;
    let today = scope.now.date_naive();
    for (turn, (every, ago, more)) in LENT.into_iter().enumerate() {
        let out = at(ago).await?;
        for (nth, id) in made.iter().enumerate().skip(18 + turn).step_by(every) {
            let Some((person,)) = people.get((nth + turn) % people.len().max(1)) else { continue };
            let due_on = Some(today - TimeDelta::days(ago) + TimeDelta::days(more));
            let handover = Handover { to: To::Contact(*person), due_on, note: String::new() };
            let free = in_stock(&scope, &[*id]).await?;
            if free.is_empty() {
                continue;
            }
            actions::check_out(&out, &free, &handover, &ids.token()).await?;
            if nth % 2 == 0 && turn == 2 {
                let back = Return { location: None, label: None, note: "All there".to_owned() };
                actions::check_in(&at(ago - more).await?, &free, &back, &ids.token()).await?;
            }
        }
    }
    Ok(())
}

async fn in_stock(scope: &Scope, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut free = Vec::new();
    for id in ids {
        let found: Option<(Uuid,)> = sql("select id from assets where org_id = $1 and id = $2 and state = 'in_stock'")
            .bind(scope.org_id())
            .bind(*id)
            .maybe(scope.db())
            .await?;
        free.extend(found.map(|(id,)| id));
    }
    Ok(free)
}

async fn tagged(scope: &Scope, tag: &str) -> Result<Uuid> {
    let (id,): (Uuid,) = sql("select id from assets where org_id = $1 and tag = $2")
        .bind(scope.org_id())
        .bind(tag.to_owned())
        .one(scope.db())
        .await?;
    Ok(id)
}

/// Lets one of them stand otherwise, where nobody has it.
async fn stand(then: &Scope, tag: &str, (label, note): (&str, &str), known: &Known) -> Result<()> {
    let Some(id) = in_stock(then, &[tagged(then, tag).await?]).await?.pop() else { return Ok(()) };
    let (version,): (i64,) = sql("select version from assets where org_id = $1 and id = $2")
        .bind(then.org_id())
        .bind(id)
        .one(then.db())
        .await?;
    let label = known.labels.iter().find(|known| known.name == label).map(|label| label.id.to_string());
    let form = StatusForm { status: label.unwrap_or_default(), note: note.to_owned(), version };
    actions::set_status(then, id, &form).await.map(drop)
}
