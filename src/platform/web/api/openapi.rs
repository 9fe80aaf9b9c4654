//! The OpenAPI 3.1 document, made of the tables that the router is made of.

use super::edge::PROBLEM;
use super::problem::Document;
use super::table::{Api, Placed, Sent};
use crate::Perm;
use crate::web::Method;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What stands at the head of the document.
const ABOUT: &str = "What people of the house do day by day, for programs: bookings and the people around them, places, what is \
owned and its upkeep, the team, and ties to other systems. Blocked times, days with other hours, holidays, photos, contacts \
from files, what somebody is told, reminders, reviews and retention have pages only. Sign in with `POST /api/v1/auth/login`, or make \
a personal token on your account's page; send it as `Authorization: Bearer …`.\n\n\
**Organisations.** Each path names one: `/api/v1/orgs/{org}/bookings`. A token that is bound to one organisation, and a user \
who belongs to one only, may leave it out: `/api/v1/bookings`. `x-also-at` lists every other path of a call.\n\n\
**Lists** come in pages: `limit` (1 to 200) and `cursor`, which is `next_cursor` of the page before. Those that name a \
`sort` take it with `-` before it too, which turns the order round. A parameter that a call does not know is refused.\n\n\
**Changes.** `PUT` says all, `PATCH` is a JSON merge patch (RFC 7396), `DELETE` archives, cancels or ends. `ETag` carries the \
version: send it back as `If-Match` and a lost race is 412 instead of an overwritten change. A `POST` with an `Idempotency-Key` \
happens once, however often it is sent; the same key with another body is 422. Keys are remembered for seven days.\n\n\
**Problems** are `application/problem+json` (RFC 9457): `code` is for programs, `errors` names fields by JSON pointer. What you \
may not know of is 404; what you may see and not do is 403.\n\n\
**Rates.** `RateLimit` and `RateLimit-Policy` tell what is left; 429 and 503 carry `Retry-After`.";

/// Headers of what is signed as Standard Webhooks has it, besides the signature itself.
const SIGNED: [(&str, &str); 2] = [
    ("webhook-id", "The message's own id, the same however often it is sent."),
    ("webhook-timestamp", "When it was sent: seconds since 1970. Older than five minutes is not believed."),
];
/// And the signature.
const SIGNATURE: (&str, &str) = (
    "webhook-signature",
    "`v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body` (Standard Webhooks); several are separated by a blank.",
);

/// The document.
pub fn document(api: &Api) -> Value {
    let settings = || {
        SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
    };
    let (mut reads, mut writes) = (settings().into_generator(), settings().for_serialize().into_generator());
    let mut paths: Map<String, Value> = Map::new();
    let mut tags: Vec<&'static str> = Vec::new();
    for placed in api.calls() {
        let operation = placed.call.operation();
        if !tags.contains(&operation.tag) {
            tags.push(operation.tag);
        }
        let entry = paths.entry(placed.path()).or_insert_with(|| json!({}));
        entry[placed.call.method().name().to_ascii_lowercase()] = described(placed, &mut reads, &mut writes);
    }
    let _ = writes.subschema_for::<Document>();
    let sent: Map<String, Value> =
        api.sent().iter().map(|one| (one.id.to_owned(), json!({ "post": told(one, &mut writes) }))).collect();
    let mut schemas = reads.take_definitions(true);
    schemas.extend(writes.take_definitions(true));
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Steward",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Places, bookings and the people around them.",
            "description": ABOUT,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{ "url": "/" }],
        "tags": tags.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "security": [{ "token": [] }],
        "paths": paths,
        "webhooks": sent,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "stw_…",
                    "description": "An access token of a sign-in, or a personal token.",
                },
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": SIGNATURE.0,
                    "description": SIGNATURE.1,
                },
            },
            "schemas": schemas,
            "responses": { "Problem": problem() },
        },
    })
}

fn problem() -> Value {
    json!({
        "description": "What went wrong.",
        "headers": {
            "Retry-After": { "description": "Of 429 and 503: seconds to wait.", "schema": { "type": "string" } },
            "WWW-Authenticate": { "description": "Of 401: the challenge.", "schema": { "type": "string" } },
        },
        "content": { PROBLEM: { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

fn described(placed: &Placed, reads: &mut SchemaGenerator, writes: &mut SchemaGenerator) -> Value {
    let (call, operation) = (&placed.call, placed.call.operation());
    let mut parameters = path_parameters(&placed.path());
    if let Some(draw) = operation.query {
        parameters.extend(query_parameters(draw(reads).to_value()));
    }
    parameters.extend(header_parameters(placed));
    let mut told = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": parameters,
        "responses": responses(placed, writes),
        "x-also-at": placed.other_paths(),
    });
    if !operation.about.is_empty() {
        told["description"] = json!(operation.about);
    }
    match call.perm() {
        Perm::Public if operation.is_signed => told["security"] = json!([{ "signature": [] }]),
        Perm::Public => told["security"] = json!([]),
        Perm::SignedIn => {}
        perm => told["x-permission"] = json!(perm.name()),
    }
    if let Some(draw) = operation.body {
        let schema = draw(reads).to_value();
        let content = match operation.is_patch {
            true => {
                let schema = loosened(schema);
                json!({ "application/merge-patch+json": { "schema": schema }, "application/json": { "schema": schema } })
            }
            false => json!({ "application/json": { "schema": schema } }),
        };
        told["requestBody"] = json!({ "required": true, "content": content });
    }
    if let Some((media, _)) = operation.file {
        told["requestBody"] = json!({ "required": true, "content": { media: {} } });
    }
    told
}

/// What the house sends by itself.
fn told(sent: &Sent, writes: &mut SchemaGenerator) -> Value {
    json!({
        "operationId": sent.id,
        "summary": sent.summary,
        "description": sent.about,
        "tags": [sent.tag],
        "parameters": SIGNED.map(|(name, about)| header(name, about, true)),
        "requestBody": { "required": true, "content": { "application/json": { "schema": (sent.body)(writes).to_value() } } },
        "responses": { "2XX": { "description": "It arrived. Anything else is tried again, but for 410: nothing is sent there any more." } },
        "security": [{ "signature": [] }],
    })
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameter = |name: &str| {
        let (schema, description) = match name {
            "org" => (json!({ "type": "string" }), "The organisation's short name."),
            "role" => (json!({ "type": "string" }), "The role's name; of an own one its id."),
            _ => (json!({ "type": "string", "format": "uuid" }), "Which one."),
        };
        json!({ "name": name, "in": "path", "required": true, "schema": schema, "description": description })
    };
    names.map(parameter).collect()
}

/// A parameter for each property of a query's type.
fn query_parameters(schema: Value) -> Vec<Value> {
    let required: BTreeSet<String> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect();
    let Value::Object(properties) = schema["properties"].clone() else { return Vec::new() };
    let parameter = |(name, mut schema): (String, Value)| {
        let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        let mut told = json!({ "name": name, "in": "query", "schema": without_null(schema) });
        told["required"] = json!(required.contains(&name));
        if let Some(description) = description {
            told["description"] = description;
        }
        told
    };
    properties.into_iter().map(parameter).collect()
}

/// What may be left out of a query is never null in it.
fn without_null(mut schema: Value) -> Value {
    if let Some(kinds) = schema["type"].as_array_mut() {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(choices) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice["type"] != "null");
        if let [only] = choices.as_slice() {
            return only.clone();
        }
    }
    if let Some(map) = schema.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
    schema
}

/// The schema of a merge patch: nothing is required, and null takes anything back.
fn loosened(mut schema: Value) -> Value {
    if let Some(map) = schema.as_object_mut() {
        map.remove("required");
        if let Some(Value::Object(properties)) = map.get_mut("properties") {
            for property in properties.values_mut() {
                *property = json!({ "anyOf": [property.take(), { "type": "null" }] });
            }
        }
    }
    schema
}

/// A parameter that stands in a header.
fn header(name: &str, about: &str, required: bool) -> Value {
    json!({ "name": name, "in": "header", "required": required, "schema": { "type": "string" }, "description": about })
}

fn header_parameters(placed: &Placed) -> Vec<Value> {
    let operation = placed.call.operation();
    let mut headers = Vec::new();
    match (operation.has_version, placed.call.method()) {
        (true, Method::Get) => {
            headers.push(header("If-None-Match", "The ETag you have: 304 if it is still right.", false));
        }
        (true, Method::Put | Method::Patch | Method::Delete) => {
            headers.push(header("If-Match", "The ETag you saw: 412 if somebody changed it since.", false));
        }
        _ => {}
    }
    if operation.is_once {
        headers.push(header("Idempotency-Key", "1 to 255 visible characters of your own: it happens once.", false));
    }
    if operation.is_signed {
        headers.extend(SIGNED.map(|(name, about)| header(name, about, true)));
    }
    headers
}

/// Every status that a call may answer.
fn responses(placed: &Placed, writes: &mut SchemaGenerator) -> Value {
    let (call, operation) = (&placed.call, placed.call.operation());
    let looks = call.method() == Method::Get;
    let has_body = operation.has_body() || operation.file.is_some();
    let named = placed.path().replace("{org}", "").contains('{');
    let problems = [
        (400, placed.is_inside() || named || has_body || operation.is_once),
        (401, call.perm() != Perm::Public || has_body),
        (403, call.perm() != Perm::Public),
        (404, placed.is_inside() || named),
        (409, operation.may_conflict),
        (412, operation.has_version && matches!(call.method(), Method::Put | Method::Patch | Method::Delete)),
        (413, has_body),
        (415, has_body),
        (422, true), // at least a parameter that nobody knows
        (429, true),
        (503, true),
    ];
    let mut responses: Map<String, Value> = problems
        .into_iter()
        .filter(|(_, may)| *may)
        .map(|(status, _)| (status.to_string(), json!({ "$ref": "#/components/responses/Problem" })))
        .collect();
    let mut success = json!({ "description": "It is so." });
    if let Some(draw) = operation.answer {
        success["content"] = json!({ "application/json": { "schema": draw(writes).to_value() } });
    }
    if let Some(media) = operation.answer_file {
        success["content"] = json!({ media: {} });
    }
    let mut headers = Map::new();
    if operation.has_version && operation.answer.is_some() {
        headers.insert("ETag".to_owned(), json!({ "description": "Its version.", "schema": { "type": "string" } }));
    }
    if operation.status == 201 {
        headers.insert("Location".to_owned(), json!({ "description": "Where it is.", "schema": { "type": "string" } }));
    }
    if !headers.is_empty() {
        success["headers"] = Value::Object(headers);
    }
    if operation.has_version && looks {
        responses.insert("304".to_owned(), json!({ "description": "What you have is still right." }));
    }
    responses.insert(operation.status.to_string(), success);
    responses.sort_keys();
    Value::Object(responses)
}

/// Draws a type in place, for queries and patches, whose properties are looked at.
pub(super) fn inline<T: JsonSchema>(generator: &mut SchemaGenerator) -> schemars::Schema {
    T::json_schema(generator)
}
