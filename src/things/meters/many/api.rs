//! Many readings, for programs.

use super::actions;
use super::model::{Line, Said};
use chrono::NaiveDate;
use platform::web::api::{Api, Body, List, Reply, ok, post};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The call, added to those of meters.
pub(in crate::meters) fn calls(api: Api) -> Api {
    api.call(
        post("/meter-readings/batches", Perm::AssetsLend, take)
            .named("createMeterReadings", "Write down what many meters show")
            .about("Up to 500. Each is answered in its order: what is refused keeps nothing from the others, and what was written already is not written again. With `dry_run` nothing is written.")
            .body::<Input>()
            .answers::<List<Shown>>(200)
            .like(json!({ "readings": [{ "tag": "LAW-00001", "meter": "Cycles", "value": "1250.5", "day": "2026-03-01" }], "dry_run": true })),
    )
}

/// Many readings.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MeterReadingsInput")]
struct Input {
    /// Which, up to 500.
    readings: Vec<Item>,
    /// Is it only to be told what would become of them?
    #[serde(default)]
    dry_run: bool,
}

/// What a meter shows.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MeterReadingsItem")]
struct Item {
    /// The tag of the asset.
    tag: String,
    /// The name of its meter; without, the only one it has.
    #[serde(default)]
    meter: String,
    /// A decimal, such as `1250.5`.
    value: String,
    /// The day, where the organisation is; without, today.
    day: Option<NaiveDate>,
    /// What is to be said about it.
    #[serde(default)]
    note: String,
}

/// What became of one of them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MeterReadingsAnswered")]
struct Shown {
    /// Its place in the list, from 1.
    position: u64,
    /// `written`, `already` or `refused`.
    result: &'static str,
    /// Why it was refused.
    problem: Option<String>,
}

async fn take(scope: Scope, Body(input): Body<Input>) -> Reply {
    let line = |(position, item): (u64, Item)| Line {
        line: position,
        tag: item.tag,
        meter: item.meter,
        value: item.value,
        day: item.day.map(|day| day.to_string()).unwrap_or_default(),
        note: item.note,
    };
    let lines: Vec<Line> = (1..).zip(input.readings).map(line).collect();
    let answers = actions::take(&scope, &lines, input.dry_run).await?;
    let shown = answers.into_iter().map(|answer| Shown {
        position: answer.line.line,
        result: match answer.said {
            Said::Written => "written",
            Said::Already => "already",
            Said::Refused => "refused",
        },
        problem: (answer.said == Said::Refused).then_some(answer.text),
    });
    ok(&List { data: shown.collect(), next_cursor: None })
}
