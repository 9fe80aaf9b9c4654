//! What the assets of Harbour House are sorted by and described with: plain rows, like the rest of the demonstration.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::db::{Json, Tx, sql};
use kernel::id::Ids;
use kernel::{Error, Result};
use std::collections::HashMap;
use things::catalogue::fields::Kind;
use things::catalogue::labels::State;
use things::catalogue::schemes::Method;
use uuid::Uuid;

/// How long ago somebody began to count (days).
const BEGAN: i64 = 400;

struct Category {
    name: &'static str,
    inside: Option<&'static str>,
    tags: &'static str,
    unique_serials: Option<bool>,
    months: Option<i64>,
    note: &'static str,
}

/// Each after what it stands in.
const CATEGORIES: &[Category] = &[
    kind("IT", None, "IT-####", Some(48)),
    kind("Laptops", Some("IT"), "NB-#####", None),
    kind("Monitors", Some("IT"), "MO-####", Some(72)),
    kind("Phones", Some("IT"), "PH-####", Some(36)),
    kind("AV", None, "AV-####", Some(60)),
    kind("Projectors", Some("AV"), "PR-###", None),
    kind("Cameras", Some("AV"), "CA-###", None),
    kind("Microphones", Some("AV"), "MI-###", None),
    Category {
        unique_serials: Some(false),
        note: "Numbers of a batch are on the underside; they are not one per piece.",
        ..kind("Furniture", None, "FU-####", Some(120))
    },
    Category { unique_serials: Some(false), ..kind("Kitchen", None, "KI-###", Some(96)) },
    kind("Vehicles", None, "VE-###", Some(120)),
    kind("Bikes", Some("Vehicles"), "BK-###", Some(84)),
    kind("Tools", None, "TO-####", None),
];

const fn kind(name: &'static str, inside: Option<&'static str>, tags: &'static str, months: Option<i64>) -> Category {
    Category { name, inside, tags, unique_serials: None, months, note: "" }
}

struct Vendor {
    name: &'static str,
    makes: bool,
    supplies: bool,
    url: &'static str,
    email: &'static str,
    phone: &'static str,
    address: &'static str,
    note: &'static str,
}

const VENDORS: &[Vendor] = &[
    maker("Lenovo", "https://www.lenovo.example"),
    maker("Dell", "https://www.dell.example"),
    maker("Fairphone", "https://www.fairphone.example"),
    maker("Epson", "https://www.epson.example"),
    maker("Sony", "https://www.sony.example"),
    maker("Bosch", "https://www.bosch.example"),
    Vendor {
        name: "Cicles Malvarrosa",
        makes: true,
        supplies: true,
        url: "https://cicles-malvarrosa.example",
        email: "taller@cicles-malvarrosa.example",
        phone: "+34 960 55 02 14",
        address: "Calle de la Reina 118\n46011 Valencia, Spain",
        note: "Builds our cargo bikes and services all of them in March.",
    },
    Vendor {
        name: "Puerto Informática",
        makes: false,
        supplies: true,
        url: "https://puerto-informatica.example",
        email: "pedidos@puerto-informatica.example",
        phone: "+34 960 55 03 77",
        address: "Avenida del Puerto 260\n46024 Valencia, Spain",
        note: "Customer number HH-2207. Collects old machines for nothing.",
    },
    Vendor {
        name: "Escena Rental & Sales",
        makes: false,
        supplies: true,
        url: "https://escena.example",
        email: "hola@escena.example",
        phone: "+34 960 55 04 31",
        address: "Polígono Vara de Quart 7\n46014 Valencia, Spain",
        note: "",
    },
];

const fn maker(name: &'static str, url: &'static str) -> Vendor {
    Vendor { name, makes: true, supplies: false, url, email: "", phone: "", address: "", note: "" }
}

/// Name, number, maker, category, months of life where they are its own.
type Model = (&'static str, &'static str, Option<&'static str>, &'static str, Option<i64>);

const MODELS: &[Model] = &[
    ("ThinkPad T14 Gen 5", "21ML-003T", Some("Lenovo"), "Laptops", None),
    ("ThinkPad X1 Carbon", "21KC-004Y", Some("Lenovo"), "Laptops", Some(60)),
    ("Latitude 7450", "P149G", Some("Dell"), "Laptops", None),
    ("UltraSharp U2724D", "U2724D", Some("Dell"), "Monitors", None),
    ("Fairphone 5", "FP5", Some("Fairphone"), "Phones", Some(60)),
    ("EB-L210W", "V11HA70080", Some("Epson"), "Projectors", None),
    ("EB-FH52", "V11H978040", Some("Epson"), "Projectors", None),
    ("Alpha 7 IV", "ILCE-7M4", Some("Sony"), "Cameras", None),
    ("UWP-D21", "UWP-D21/K33", Some("Sony"), "Microphones", None),
    ("Cargo bike Barca", "", Some("Cicles Malvarrosa"), "Bikes", None),
    ("GSR 18V-90", "06019K6000", Some("Bosch"), "Tools", None),
    ("Folding table, oak", "", None, "Furniture", None),
];

/// Name, state, colour, whether it may be checked out.
const LABELS: &[(&str, State, &str, bool)] = &[
    ("Ready to deploy", State::InStock, "ok", true),
    ("Pending set-up", State::InStock, "warn", false),
    ("Broken", State::InStock, "bad", false),
    ("Out for repair", State::InMaintenance, "warn", false),
    ("Sold", State::Disposed, "muted", false),
    ("Lost", State::Disposed, "bad", false),
    ("Recycled", State::Disposed, "muted", false),
];

struct Field {
    name: &'static str,
    of: Option<&'static str>,
    kind: Kind,
    unique: bool,
    listed: bool,
    pattern: &'static str,
    help: &'static str,
    choices: &'static [&'static str],
}

const FIELDS: &[Field] = &[
    Field { listed: true, help: "In gigabytes.", ..field("RAM", Some("IT"), Kind::Number) },
    Field { choices: &["Black", "Silver", "Grey", "White"], ..field("Colour", Some("IT"), Kind::Choice) },
    Field {
        unique: true,
        pattern: "[0-9a-f]{2}(:[0-9a-f]{2}){5}",
        help: "Six pairs, such as 3c:18:a0:0f:2b:11.",
        ..field("MAC address", Some("IT"), Kind::Text)
    },
    field("Insured", None, Kind::Boolean),
    Field { help: "The sticker on the plug says it.", ..field("Next PAT test", None, Kind::Date) },
    Field { unique: true, help: "Under the bottom bracket.", ..field("Frame number", Some("Bikes"), Kind::Text) },
];

const fn field(name: &'static str, of: Option<&'static str>, kind: Kind) -> Field {
    Field { name, of, kind, unique: false, listed: false, pattern: "", help: "", choices: &[] }
}

/// Name, method, months, yearly rate and salvage value (hundredths of a percent), and the category that follows it.
type Scheme = (&'static str, Method, i64, Option<i64>, i64, &'static str);

const SCHEMES: &[Scheme] = &[
    ("IT, four years", Method::StraightLine, 48, None, 1_000, "IT"),
    ("AV, double declining", Method::DoubleDeclining, 60, None, 500, "AV"),
    ("Furniture, by digits", Method::SumOfYears, 120, None, 0, "Furniture"),
    ("Vehicles, 20 % a year", Method::DecliningBalance, 120, Some(2_000), 1_000, "Vehicles"),
];

/// Writes the catalogue of an organisation.
pub(super) async fn furnish(tx: &mut Tx, ids: &Ids, org: Uuid, now: DateTime<Utc>) -> Result<()> {
    let at = now - TimeDelta::days(BEGAN);
    let categories = categories(tx, ids, org, at).await?;
    let vendors = vendors(tx, ids, org, at).await?;
    models(tx, ids, org, &categories, &vendors, at).await?;
    labels(tx, ids, org, at).await?;
    schemes(tx, ids, org, &categories, at).await?;
    fields(tx, ids, org, &categories, at).await
}

fn named(all: &HashMap<&'static str, Uuid>, name: &str) -> Result<Uuid> {
    all.get(name).copied().ok_or_else(|| Error::broken(format!("no {name} in the demonstration")))
}

/// How many days before its end something is told, where a category says it.
fn told_ahead(category: &str) -> Option<i64> {
    match category {
        "IT" => Some(60),
        "Furniture" => Some(14),
        _ => None,
    }
}

async fn categories(tx: &mut Tx, ids: &Ids, org: Uuid, at: DateTime<Utc>) -> Result<HashMap<&'static str, Uuid>> {
    let mut written: HashMap<&'static str, Uuid> = HashMap::new();
    for category in CATEGORIES {
        let id = ids.id(at);
        let parent = category.inside.map(|name| named(&written, name)).transpose()?;
        // Nothing of the demonstration stands deeper than in something that stands at the top.
        let above = parent.map(|parent| format!("/{parent}")).unwrap_or_default();
        sql("insert into asset_categories (id, org_id, parent_id, path, name, tag_pattern, unique_serials, life_months, alert_days, note, created_at, name_key)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $11, $9, $10, $12)")
        .bind(id)
        .bind(org)
        .bind(parent)
        .bind(format!("{above}/{id}"))
        .bind(category.name)
        .bind(category.tags)
        .bind(category.unique_serials)
        .bind(category.months)
        .bind(category.note)
        .bind(at)
        .bind(told_ahead(category.name))
        .bind(category.name.to_lowercase())
        .run(tx)
        .await?;
        written.insert(category.name, id);
    }
    Ok(written)
}

async fn vendors(tx: &mut Tx, ids: &Ids, org: Uuid, at: DateTime<Utc>) -> Result<HashMap<&'static str, Uuid>> {
    let mut written = HashMap::new();
    for vendor in VENDORS {
        let id = ids.id(at);
        sql("insert into vendors (id, org_id, name, makes, supplies, url, email, phone, address, note, created_at, name_key)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(id)
        .bind(org)
        .bind(vendor.name)
        .bind(vendor.makes)
        .bind(vendor.supplies)
        .bind(vendor.url)
        .bind(vendor.email)
        .bind(vendor.phone)
        .bind(vendor.address)
        .bind(vendor.note)
        .bind(at)
        .bind(vendor.name.to_lowercase())
        .run(tx)
        .await?;
        written.insert(vendor.name, id);
    }
    Ok(written)
}

async fn models(
    tx: &mut Tx,
    ids: &Ids,
    org: Uuid,
    categories: &HashMap<&'static str, Uuid>,
    vendors: &HashMap<&'static str, Uuid>,
    at: DateTime<Utc>,
) -> Result<()> {
    for (name, number, maker, category, months) in MODELS {
        let id = ids.id(at);
        sql("insert into asset_models (id, org_id, category_id, maker_id, name, number, life_months, created_at, name_key)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(id)
        .bind(org)
        .bind(named(categories, category)?)
        .bind(maker.map(|maker| named(vendors, maker)).transpose()?)
        .bind(*name)
        .bind(*number)
        .bind(*months)
        .bind(at)
        .bind(name.to_lowercase())
        .run(tx)
        .await?;
    }
    Ok(())
}

async fn schemes(
    tx: &mut Tx,
    ids: &Ids,
    org: Uuid,
    categories: &HashMap<&'static str, Uuid>,
    at: DateTime<Utc>,
) -> Result<()> {
    for (name, method, months, rate_bp, salvage_bp, category) in SCHEMES {
        let id = ids.id(at);
        sql("insert into depreciation_schemes (id, org_id, name, method, months, rate_bp, salvage_bp, switches, convention,
                expense_account, contra_account, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 'full_month', '6811', '2811', $9)")
            .bind(id)
            .bind(org)
            .bind(*name)
            .bind(*method)
            .bind(*months)
            .bind(*rate_bp)
            .bind(*salvage_bp)
            .bind(*method == Method::DoubleDeclining)
            .bind(at)
            .run(&mut *tx)
            .await?;
        sql("insert into category_schemes (org_id, category_id, scheme_id) values ($1, $2, $3)")
            .bind(org)
            .bind(named(categories, category)?)
            .bind(id)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

async fn labels(tx: &mut Tx, ids: &Ids, org: Uuid, at: DateTime<Utc>) -> Result<()> {
    for (name, state, tone, may_leave) in LABELS {
        let id = ids.id(at);
        sql("insert into asset_labels (id, org_id, state, name, tone, may_leave, created_at, name_key) values ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(id)
            .bind(org)
            .bind(*state)
            .bind(*name)
            .bind(*tone)
            .bind(*may_leave)
            .bind(at)
            .bind(name.to_lowercase())
            .run(tx)
            .await?;
    }
    Ok(())
}

async fn fields(
    tx: &mut Tx,
    ids: &Ids,
    org: Uuid,
    categories: &HashMap<&'static str, Uuid>,
    at: DateTime<Utc>,
) -> Result<()> {
    for (position, field) in (1i64..).zip(FIELDS) {
        let id = ids.id(at);
        sql("insert into asset_fields (id, org_id, category_id, name, kind, is_required, is_unique, is_sealed, is_listed, is_expiry, pattern,
                 help, choices, position, created_at)
             values ($1, $2, $3, $4, $5, false, $6, false, $7, $13, $8, $9, $10, $11, $12)")
        .bind(id)
        .bind(org)
        .bind(field.of.map(|name| named(categories, name)).transpose()?)
        .bind(field.name)
        .bind(field.kind)
        .bind(field.unique)
        .bind(field.listed)
        .bind(field.pattern)
        .bind(field.help)
        .bind(Json(field.choices.to_vec()))
        .bind(position)
        .bind(at)
        .bind(matches!(field.kind, Kind::Date))
        .run(tx)
        .await?;
    }
    Ok(())
}
