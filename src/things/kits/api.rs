//! Kits and their templates, for programs. One that comes back may hit bookings: that call is answered in the wing of days,
//! which knows them.

use super::actions::{self, Out};
use super::model::{Fate, Filter, LINES_MAX, NewTemplate, Returned, TemplateForm, What};
pub use super::routes::lent;
use super::routes::{known_lines, rows, seen, with_parts};
use super::store;
use crate::Bookings;
use crate::views::kits::Row;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Error, Problems, text};
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, PageQuery, Problem, Reply, Seen, get, made, merged, nothing, ok, patch,
    post, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The orders of the lists.
const BY_TAG: &str = "tag";
/// The longest note of a hand-over (characters).
const NOTE_MAX: usize = 400;

/// The table.
pub fn api() -> Api {
    let (read, lend, manage) = (Perm::AssetsRead, Perm::AssetsLend, Perm::AssetsManage);
    Api::inside("Kits")
        .call(
            get("/kits", read, list)
                .named("listKits", "List kits by their tags")
                .about("A kit is an asset; its parts are the assets assigned to it. `lacks` is what its template wants and it has not.")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "q": "set" })),
        )
        .call(
            post("/kits", manage, make)
                .named("makeKit", "Make an asset a kit")
                .body::<KitInput>()
                .answers::<Shown>(201)
                .conflicts()
                .like(json!({ "asset_id": "$ASSET", "template_id": "$SET_TEMPLATE" })),
        )
        .call(get("/kits/{id}", read, show).named("getKit", "Get a kit").answers::<Shown>(200))
        .call(
            post("/kits/{id}/check-out", lend, check_out)
                .named("checkOutKit", "Hand a kit over with its parts, and issue its stock")
                .body::<OutInput>()
                .answers::<Shown>(200)
                .once()
                .like(json!({ "contact_id": "$CONTACT", "due_on": "2030-01-31" })),
        )
        .call(
            get("/kit-templates", read, templates)
                .named("listKitTemplates", "List templates of kits by name")
                .query::<PageQuery>()
                .answers::<List<TemplateShown>>(200),
        )
        .call(
            post("/kit-templates", manage, create)
                .named("createKitTemplate", "Add a template of kits")
                .about("Each line names one of `model_id`, `category_id` and `item_id`.")
                .body::<TemplateInput>()
                .answers::<TemplateShown>(201)
                .versioned()
                .once()
                .like(json!({ "name": "Tour set", "lines": [{ "category_id": "$CATEGORY", "quantity": 2 }] })),
        )
        .call(
            get("/kit-templates/{id}", read, template)
                .named("getKitTemplate", "Get a template of kits")
                .answers::<TemplateShown>(200)
                .versioned(),
        )
        .call(
            patch("/kit-templates/{id}", manage, amend)
                .named("updateKitTemplate", "Change a template of kits")
                .about("`lines`, where they are sent, are all of them.")
                .body::<TemplateInput>()
                .answers::<TemplateShown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "note": "For one street." })),
        )
        .call(
            platform::web::api::delete("/kit-templates/{id}", manage, archive)
                .named("archiveKitTemplate", "Archive a template of kits")
                .about("Refused (`kit_template_in_use`) while kits are made by it.")
                .answers_nothing()
                .versioned()
                .conflicts(),
        )
}

/// A kit.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Kit")]
pub struct Shown {
    /// The asset that it is.
    id: Uuid,
    /// Its tag.
    tag: String,
    /// What it is called.
    name: String,
    /// By which template.
    template_id: Uuid,
    /// The person who has it.
    contact_id: Option<Uuid>,
    /// When it is expected back.
    due_on: Option<NaiveDate>,
    /// Has it everything its template wants?
    complete: bool,
    /// What it lacks.
    lacks: Vec<LackingShown>,
    /// What is in it, as far as you may see it.
    parts: Vec<PartShown>,
    /// How many more parts are in it.
    other_part_count: usize,
}

/// What a kit lacks.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "KitLack")]
struct LackingShown {
    /// What it is called.
    name: String,
    /// How many.
    quantity: i64,
}

/// An asset in a kit.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "KitPart")]
struct PartShown {
    /// Which asset.
    id: Uuid,
    /// Its tag.
    tag: String,
    /// What it is called.
    name: String,
}

impl From<Row> for Shown {
    fn from(row: Row) -> Shown {
        Shown {
            id: row.kit.asset_id,
            tag: row.kit.tag,
            name: row.kit.name,
            template_id: row.kit.template_id,
            contact_id: row.kit.contact_id,
            due_on: row.kit.due_on,
            complete: row.lacks.is_empty(),
            other_part_count: row.others,
            lacks: row.lacks.into_iter().map(|one| LackingShown { name: one.name, quantity: one.quantity }).collect(),
            parts: row
                .parts
                .into_iter()
                .map(|part| PartShown { id: part.asset_id, tag: part.tag, name: part.name })
                .collect(),
        }
    }
}

/// A template of kits.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "KitTemplate")]
struct TemplateShown {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// For colleagues.
    note: String,
    /// What must be in it.
    lines: Vec<LineShown>,
    /// How many kits are made by it.
    kit_count: i64,
    /// When it was archived.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

/// A line of a template.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "KitLine")]
struct LineShown {
    /// So many of this model.
    #[serde(default)]
    model_id: Option<Uuid>,
    /// So many of this category, or of what stands in it.
    #[serde(default)]
    category_id: Option<Uuid>,
    /// So much of this item of stock.
    #[serde(default)]
    item_id: Option<Uuid>,
    /// How many.
    quantity: i64,
}

/// A template as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "KitTemplateInput")]
struct TemplateInput {
    /// What it is called.
    name: String,
    /// For colleagues.
    #[serde(default)]
    note: String,
    /// What must be in it.
    lines: Vec<LineShown>,
}

impl TemplateInput {
    /// Read by the form's rules.
    fn parse(self) -> Result<NewTemplate, Error> {
        let mut form = TemplateForm { name: self.name, note: self.note, ..TemplateForm::default() };
        if self.lines.len() > LINES_MAX {
            return Err(Error::invalid("lines", format!("A template has {LINES_MAX} lines at most.")));
        }
        for (nth, line) in self.lines.iter().enumerate() {
            let named =
                [line.model_id.map(What::Model), line.category_id.map(What::Category), line.item_id.map(What::Item)];
            let named: Vec<What> = named.into_iter().flatten().collect();
            let [what] = named.as_slice() else {
                return Err(Error::invalid(
                    "lines",
                    format!("Line {}: name one of model, category and item.", nth + 1),
                ));
            };
            form.rows.insert(format!("what-{nth}"), what.value());
            form.rows.insert(format!("quantity-{nth}"), line.quantity.to_string());
        }
        form.read().map_err(Error::Invalid)
    }
}

/// Which asset is to be a kit.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "KitInput")]
struct KitInput {
    /// The asset.
    asset_id: Uuid,
    /// By which template.
    template_id: Uuid,
}

/// A hand-over of a kit.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "KitCheckOut")]
struct OutInput {
    /// To whom.
    contact_id: Uuid,
    /// Expected back; without, for good.
    #[serde(default)]
    due_on: Option<NaiveDate>,
    /// Where its stock is taken from; without, none is issued.
    #[serde(default)]
    stock_from: Option<Uuid>,
    /// For colleagues.
    #[serde(default)]
    note: String,
}

/// A return of a kit.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "KitReturn")]
pub struct ReturnInput {
    /// Assets that are there.
    present: Vec<Uuid>,
    /// Assets that are not.
    #[serde(default)]
    missing: Vec<MissingInput>,
    /// For colleagues.
    #[serde(default)]
    note: String,
    /// What becomes of bookings that do not fit any more without what is lost: without, nothing is taken back and they are
    /// listed.
    #[serde(default)]
    pub bookings: Option<Bookings>,
}

impl ReturnInput {
    /// What is meant.
    ///
    /// # Errors
    /// Problems at `note` and `missing`.
    pub fn read(self) -> Result<Returned, Error> {
        let mut problems = Problems::new();
        let note = problems.take("note", text::optional_line(&self.note, NOTE_MAX));
        let mut missing = BTreeMap::new();
        for one in &self.missing {
            match Fate::parse(&one.fate) {
                Some(fate) => drop(missing.insert(one.id, fate)),
                None => problems.add("missing", "What is missing is `late` or `lost`."),
            }
        }
        match note.filter(|_| problems.is_empty()) {
            Some(note) => Ok(Returned { there: self.present, missing, note }),
            None => Err(Error::Invalid(problems)),
        }
    }
}

/// A part that is not there.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "KitMissing")]
struct MissingInput {
    /// Which asset.
    id: Uuid,
    /// `late` or `lost`.
    fate: String,
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Words in tags and names.
    q: Option<String>,
    /// Made by this template.
    template_id: Option<Uuid>,
    /// Only those that are complete, or only those that are not.
    complete: Option<bool>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (limit, after): (i64, Option<Uuid>) =
        (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), BY_TAG)?);
    let filter = Filter {
        words: Filter::words(&query.q.unwrap_or_default()),
        template: query.template_id,
        is_complete: query.complete,
    };
    let page = rows(&scope, &filter, (after, None), usize::try_from(limit).unwrap_or(1)).await?;
    let next_cursor = page.next().map(|last| Cursor::write(BY_TAG, &last.kit.asset_id));
    ok(&List { data: page.rows.into_iter().map(Shown::from).collect(), next_cursor })
}

/// A kit as programs see it.
///
/// # Errors
/// Not found where the viewer may not see it.
pub async fn shown(scope: &Scope, id: Uuid) -> Result<Shown, Error> {
    let kit = seen(scope, id).await?;
    with_parts(scope, vec![kit]).await?.pop().map(Shown::from).ok_or(Error::NotFound)
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    ok(&shown(&scope, id).await?)
}

async fn make(scope: Scope, Body(input): Body<KitInput>) -> Reply {
    actions::make(&scope, input.asset_id, input.template_id).await.map_err(|error| match error {
        // Which asset stands in the body, not in the address.
        Error::NotFound => Error::invalid("asset_id", "There is no such asset."),
        error => by_our_names(error),
    })?;
    let path = format!("/api/v1/orgs/{}/kits/{}", scope.org.slug, input.asset_id);
    made(&path, 1, &shown(&scope, input.asset_id).await?)
}

/// A problem by the names of the body.
pub fn by_our_names(error: Error) -> Error {
    const NAMES: &[(&str, &str)] =
        &[("template", "template_id"), ("person", "contact_id"), ("parts", "missing"), ("assets", "id")];
    match error {
        Error::Invalid(problems) => Error::Invalid(platform::web::api::renamed(problems, NAMES)),
        error => error,
    }
}

async fn check_out(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<OutInput>) -> Reply {
    lent(&scope, id).await?;
    let mut problems = Problems::new();
    let note = problems.take("note", text::optional_line(&input.note, NOTE_MAX));
    let Some(note) = note else { return Err(Problem::from(Error::Invalid(problems))) };
    let out = Out { contact: input.contact_id, due_on: input.due_on, stock_from: input.stock_from, note: &note };
    actions::check_out(&scope, id, &out, &key.0).await.map_err(|error| match error {
        Error::NotFound => Error::invalid("contact_id", "There is no such contact."),
        error => by_our_names(error),
    })?;
    ok(&shown(&scope, id).await?)
}

async fn one(scope: &Scope, id: Uuid) -> Result<TemplateShown, Error> {
    let template = store::template(scope.db(), scope.org_id(), id).await?;
    let lines = known_lines(scope, vec![id]).await?;
    Ok(as_shown(template, &lines))
}

fn as_shown(template: super::Template, lines: &[super::Line]) -> TemplateShown {
    let line = |line: &super::Line| LineShown {
        model_id: line.model_id,
        category_id: line.category_id,
        item_id: line.item_id,
        quantity: line.quantity,
    };
    TemplateShown {
        lines: lines.iter().filter(|one| one.template_id == template.id).map(line).collect(),
        id: template.id,
        name: template.name,
        note: template.note,
        kit_count: template.kits,
        archived_at: template.archived_at,
        version: template.version,
    }
}

async fn templates(scope: Scope, Ask(page): Ask<PageQuery>) -> Reply {
    let all = store::templates(scope.db(), scope.org_id()).await?;
    let lines = known_lines(&scope, all.iter().map(|template| template.id).collect()).await?;
    ok(&page.cut(all, "name", |template| template.id, |template| as_shown(template, &lines))?)
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<TemplateInput>) -> Reply {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let id = actions::create(&scope, &input.parse()?, &key.0).await.map_err(unknown)?;
    let path = format!("/api/v1/orgs/{}/kit-templates/{id}", scope.org.slug);
    let shown = one(&scope, id).await?;
    made(&path, shown.version, &shown)
}

/// A line of something that is not there.
fn unknown(error: Error) -> Error {
    match error {
        Error::NotFound => Error::invalid("lines", "A line names something that is not there."),
        error => error,
    }
}

async fn template(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let shown = one(&scope, id).await?;
    tagged(&seen, shown.version, &shown)
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let now = one(&scope, id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    seen.check(now.version)?;
    let version = now.version;
    // Also those lines that the caller may not know of: what is not changed stays.
    let now = as_shown(
        store::template(scope.db(), scope.org_id(), id).await?,
        &store::lines(scope.db(), scope.org_id(), vec![id]).await?,
    );
    let input = TemplateInput { name: now.name, note: now.note, lines: now.lines };
    let new = merged(&input, change)?.parse()?;
    actions::change(&scope, id, version, &new).await.map_err(unknown)?;
    let shown = one(&scope, id).await?;
    tagged(&Seen::default(), shown.version, &shown)
}

async fn archive(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let now = one(&scope, id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    seen.check(now.version)?;
    actions::set_archived(&scope, id, now.version, true).await?;
    nothing()
}
