//! Labels, for programs: a PDF of what is named.

use super::actions::{self, Chosen};
use super::draw;
use super::form::LabelForm;
use super::model::Which;
use kernel::{Error, Result};
use platform::web::api::{Api, Body, Reply, post};
use platform::web::download;
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

/// The table.
pub fn api() -> Api {
    Api::inside("Labels")
        .call(
            post("/labels/assets", Perm::AssetsRead, of_assets)
                .named("printAssetLabels", "Get a PDF with the labels of assets")
                .about("In the order of their tags. Their code leads to the asset, and others to the page for finders.")
                .body::<OfAssets>()
                .answers_file("application/pdf")
                .like(json!({ "tags": ["LAW-00001"], "paper": { "sheet": "l7160", "start": 4 } })),
        )
        .call(
            post("/labels/stock", Perm::AssetsRead, of_items)
                .named("printStockLabels", "Get a PDF with the labels of items of stock")
                .about("Their code leads to the item.")
                .body::<OfOthers>()
                .answers_file("application/pdf")
                .like(json!({ "ids": ["$STOCK"] })),
        )
        .call(
            post("/labels/locations", Perm::ResourcesRead, of_locations)
                .named("printLocationLabels", "Get a PDF with the labels of locations")
                .body::<OfOthers>()
                .answers_file("application/pdf")
                .like(json!({ "ids": ["$LOCATION"], "paper": { "sheet": "single", "width": 57, "height": 32 } })),
        )
        .call(
            post("/labels/resources", Perm::ResourcesRead, of_resources)
                .named("printResourceLabels", "Get a PDF with the labels of resources")
                .body::<OfOthers>()
                .answers_file("application/pdf")
                .like(json!({ "ids": ["$RESOURCE"] })),
        )
}

/// Labels of assets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssetLabels")]
struct OfAssets {
    /// Their tags, up to 2,000.
    tags: Vec<String>,
    /// What they are printed on.
    #[serde(default)]
    paper: Paper,
}

/// Labels of items of stock, locations or resources.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Labels")]
struct OfOthers {
    /// Their ids, up to 2,000.
    ids: Vec<Uuid>,
    /// What they are printed on.
    #[serde(default)]
    paper: Paper,
}

/// Paper, and what stands on it. All lengths are millimetres.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "LabelPaper")]
struct Paper {
    /// `l7160` (the usual one), `l7163`, `3490`, `5160`, `own` or `single`.
    sheet: Option<String>,
    /// The place of the first label, from 1: those before it are used up.
    start: Option<u32>,
    /// How far to the right everything is moved.
    offset_x: Option<f32>,
    /// How far down.
    offset_y: Option<f32>,
    /// `qr`, `bars`, `both` or `none`.
    codes: Option<String>,
    /// The lines below the title, by name, such as `name`, `serial`, `organisation`.
    lines: Option<Vec<String>>,
    /// The width of a label, of one's own sheet or single.
    width: Option<f32>,
    /// Its height.
    height: Option<f32>,
    /// The width of a sheet of one's own.
    paper_width: Option<f32>,
    /// Its height.
    paper_height: Option<f32>,
    /// Its columns.
    columns: Option<u32>,
    /// Its rows.
    rows: Option<u32>,
    /// Its left margin.
    left: Option<f32>,
    /// Its upper margin.
    top: Option<f32>,
    /// From column to column, edge to edge.
    gap_x: Option<f32>,
    /// From row to row.
    gap_y: Option<f32>,
}

impl Paper {
    /// The form that says the same.
    fn form(self, which: Which) -> LabelForm {
        let length = |said: Option<f32>| said.map(|length| length.to_string()).unwrap_or_default();
        let count = |said: Option<u32>| said.map(|count| count.to_string()).unwrap_or_default();
        let form = LabelForm {
            sheet: self.sheet.unwrap_or_default(),
            paper_width: length(self.paper_width),
            paper_height: length(self.paper_height),
            width: length(self.width),
            height: length(self.height),
            columns: count(self.columns),
            rows: count(self.rows),
            left: length(self.left),
            top: length(self.top),
            gap_x: length(self.gap_x),
            gap_y: length(self.gap_y),
            start: count(self.start),
            offset_x: length(self.offset_x),
            offset_y: length(self.offset_y),
            codes: self.codes.unwrap_or_default(),
            chosen: if self.lines.is_some() { "1".to_owned() } else { String::new() },
            line: self.lines.unwrap_or_default(),
        };
        form.filled(which)
    }
}

async fn of_assets(scope: Scope, Body(wish): Body<OfAssets>) -> Reply {
    let tags: HashSet<String> = wish.tags.iter().map(|tag| tag.trim().to_lowercase()).collect();
    drawn(&scope, Which::Assets, ("tags", tags.into_iter().collect()), wish.paper).await
}

async fn of_items(scope: Scope, Body(wish): Body<OfOthers>) -> Reply {
    drawn(&scope, Which::Stock, ("ids", each(&wish.ids)), wish.paper).await
}

async fn of_locations(scope: Scope, Body(wish): Body<OfOthers>) -> Reply {
    drawn(&scope, Which::Locations, ("ids", each(&wish.ids)), wish.paper).await
}

async fn of_resources(scope: Scope, Body(wish): Body<OfOthers>) -> Reply {
    drawn(&scope, Which::Resources, ("ids", each(&wish.ids)), wish.paper).await
}

fn each(ids: &[Uuid]) -> Vec<String> {
    let ids: HashSet<&Uuid> = ids.iter().collect();
    ids.into_iter().map(Uuid::to_string).collect()
}

/// The file; every single thing that was named is on it, or nothing is.
async fn drawn(scope: &Scope, which: Which, (field, each): (&'static str, Vec<String>), paper: Paper) -> Reply {
    let wish = paper.form(which).read().map_err(Error::Invalid)?;
    let wanted = each.len();
    let labels = match wanted {
        0 => return Err(Error::invalid(field, "Name at least one.").into()),
        _ => actions::labels(scope, which, &Chosen { each, ..Chosen::default() }).await?,
    };
    if labels.len() < wanted {
        return Err(Error::invalid(field, "Not all of these are there.").into());
    }
    let file: Result<Vec<u8>> =
        tokio::task::spawn_blocking(move || draw::pdf(&labels, &wish)).await.map_err(Error::broken)?;
    Ok(download("labels.pdf", "application/pdf", file?))
}
