//! The API as its page shows it: a section for each noun, and in it a call for each thing that can be done.

use platform::Perm;
use platform::web::api::{Api, Placed};
use serde_json::Value;
use std::collections::BTreeSet;

/// A noun and what can be done with it.
pub(crate) struct Section {
    /// The noun.
    pub name: &'static str,
    /// In the order of its table.
    pub calls: Vec<Shown>,
}

/// A call.
pub(crate) struct Shown {
    /// Its name for programs.
    pub id: &'static str,
    /// `GET`.
    pub verb: &'static str,
    /// The path that the documentation names.
    pub path: String,
    /// The others.
    pub also: Vec<String>,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// What there is to know besides.
    pub about: &'static str,
    /// Who may.
    pub who: &'static str,
    /// What its query and headers may say.
    pub parameters: Vec<Field>,
    /// What its body says.
    pub body: Vec<Field>,
    /// What it may answer.
    pub statuses: Vec<String>,
    /// A request that works.
    pub curl: String,
}

/// A parameter, or a field of a body.
pub(crate) struct Field {
    /// Its name.
    pub name: String,
    /// `query`, `header`, or what kind of value it is.
    pub kind: String,
    /// Must it be there?
    pub required: bool,
    /// What it is.
    pub about: String,
}

/// Draws up the sections; `document` is the OpenAPI document of the same tables.
pub(super) fn sections(api: &Api, document: &Value, base_url: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for placed in api.calls() {
        let name = placed.call.operation().tag;
        let shown = shown(placed, document, base_url);
        match sections.iter_mut().find(|section| section.name == name) {
            Some(section) => section.calls.push(shown),
            None => sections.push(Section { name, calls: vec![shown] }),
        }
    }
    sections
}

fn shown(placed: &Placed, document: &Value, base_url: &str) -> Shown {
    let (operation, verb) = (placed.call.operation(), placed.call.method().name());
    let path = placed.path();
    let told = &document["paths"][&path][verb.to_ascii_lowercase()];
    let parameters = told["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] != "path");
    let body = &told["requestBody"]["content"]["application/json"]["schema"];
    Shown {
        id: operation.id,
        verb,
        also: placed.other_paths(),
        summary: operation.summary,
        about: operation.about,
        who: match placed.call.perm() {
            Perm::Public => "Everybody",
            Perm::SignedIn => "Anybody with a token",
            perm => perm.sentence(),
        },
        parameters: parameters
            .map(|one| Field {
                name: text(&one["name"]),
                kind: text(&one["in"]),
                required: one["required"] == true,
                about: text(&one["description"]),
            })
            .collect(),
        body: fields(resolved(document, body)),
        statuses: told["responses"].as_object().map(|all| all.keys().cloned().collect()).unwrap_or_default(),
        curl: placed.example().curl(base_url),
        path,
    }
}

/// What a `$ref` points to.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema["$ref"].as_str().and_then(|pointer| document.pointer(pointer.trim_start_matches('#')));
    target.unwrap_or(schema)
}

fn fields(schema: &Value) -> Vec<Field> {
    let required: BTreeSet<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let field = |(name, schema): (&String, &Value)| {
        // Of a patch each property is itself or null.
        let inner = schema["anyOf"].get(0).unwrap_or(schema);
        let about =
            [schema, inner].map(|schema| text(&schema["description"])).into_iter().find(|about| !about.is_empty());
        Field {
            name: name.clone(),
            kind: kind(inner),
            required: required.contains(name.as_str()),
            about: about.unwrap_or_default(),
        }
    };
    properties.map(field).collect()
}

/// The kind of a value in a word or two.
fn kind(schema: &Value) -> String {
    let plain = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("any"),
        kind => kind.as_str().unwrap_or("object"),
    };
    match schema["format"].as_str() {
        Some(format) if plain == "string" => format.to_owned(),
        _ => plain.to_owned(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
