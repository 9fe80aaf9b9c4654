//! Tables of calls: method, path, permission, handler, and everything that the documentation says about them.

use super::caller::{Where, guard};
use super::{ROOT, openapi};
use crate::web::{Method, Row};
use crate::{House, Perm};
use axum::Router;
use axum::handler::Handler;
use axum::routing::{self, MethodRouter};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

/// Draws the schema of a type.
pub(super) type Draw = fn(&mut SchemaGenerator) -> Schema;

fn draw<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// What the documentation says about a call.
#[derive(Clone)]
pub struct Operation {
    /// Its name for programs: `listBookings`.
    pub id: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// What there is to know besides.
    pub about: &'static str,
    /// The noun it belongs to.
    pub tag: &'static str,
    /// The status of success.
    pub status: u16,
    /// It may answer 304 or 412: what it shows or changes has a version.
    pub has_version: bool,
    /// It may answer 409.
    pub may_conflict: bool,
    /// It takes an `Idempotency-Key`.
    pub is_once: bool,
    /// It is signed as Standard Webhooks has it, instead of carrying a token.
    pub is_signed: bool,
    /// Its body is a file: a media type, and the content of one that works.
    pub file: Option<(&'static str, &'static str)>,
    /// What it answers is a file of this media type.
    pub answer_file: Option<&'static str>,
    /// A body, or a query, that works in the tests' world; `$RESOURCE` and the like stand for ids.
    pub example: Option<Value>,
    pub(super) query: Option<Draw>,
    pub(super) body: Option<Draw>,
    pub(super) answer: Option<Draw>,
    pub(super) is_patch: bool,
}

impl Operation {
    /// Does it take a body?
    pub fn has_body(&self) -> bool {
        self.body.is_some()
    }
}

/// A row of a table.
#[derive(Clone)]
pub struct Call {
    method: Method,
    path: &'static str,
    perm: Perm,
    aliases: Vec<&'static str>,
    handler: MethodRouter<House>,
    operation: Operation,
}

fn call(method: Method, path: &'static str, perm: Perm, handler: MethodRouter<House>) -> Call {
    let operation = Operation {
        id: "",
        summary: "",
        about: "",
        tag: "",
        status: 200,
        has_version: false,
        may_conflict: false,
        is_once: false,
        is_signed: false,
        file: None,
        answer_file: None,
        example: None,
        query: None,
        body: None,
        answer: None,
        is_patch: false,
    };
    Call { method, path, perm, aliases: Vec::new(), handler, operation }
}

/// A call that looks.
pub fn get<H: Handler<T, House>, T: 'static>(path: &'static str, perm: Perm, handler: H) -> Call {
    call(Method::Get, path, perm, routing::get(handler))
}

/// A call that makes something, or lets something happen.
pub fn post<H: Handler<T, House>, T: 'static>(path: &'static str, perm: Perm, handler: H) -> Call {
    call(Method::Post, path, perm, routing::post(handler))
}

/// A call that says how something is to be, all of it.
pub fn put<H: Handler<T, House>, T: 'static>(path: &'static str, perm: Perm, handler: H) -> Call {
    call(Method::Put, path, perm, routing::put(handler))
}

/// A call that changes what it names (RFC 7396).
pub fn patch<H: Handler<T, House>, T: 'static>(path: &'static str, perm: Perm, handler: H) -> Call {
    let mut patch = call(Method::Patch, path, perm, routing::patch(handler));
    patch.operation.is_patch = true;
    patch
}

/// A call that takes something away: archives it, cancels it, ends it.
pub fn delete<H: Handler<T, House>, T: 'static>(path: &'static str, perm: Perm, handler: H) -> Call {
    call(Method::Delete, path, perm, routing::delete(handler))
}

impl Call {
    /// Its name for programs, and what it does in a few words.
    pub fn named(mut self, id: &'static str, summary: &'static str) -> Call {
        (self.operation.id, self.operation.summary) = (id, summary);
        self
    }

    /// What there is to know besides.
    pub fn about(mut self, text: &'static str) -> Call {
        self.operation.about = text;
        self
    }

    /// What its query may say.
    pub fn query<T: JsonSchema>(mut self) -> Call {
        self.operation.query = Some(openapi::inline::<T>);
        self
    }

    /// What its body says.
    pub fn body<T: JsonSchema>(mut self) -> Call {
        self.operation.body = Some(if self.operation.is_patch { openapi::inline::<T> } else { draw::<T> });
        self
    }

    /// Its body is a file. This one works.
    pub fn takes(mut self, media: &'static str, content: &'static str) -> Call {
        self.operation.file = Some((media, content));
        self
    }

    /// It answers 200 with a file of this media type.
    pub fn answers_file(mut self, media: &'static str) -> Call {
        (self.operation.status, self.operation.answer_file) = (200, Some(media));
        self
    }

    /// What it answers.
    pub fn answers<T: JsonSchema>(mut self, status: u16) -> Call {
        self.operation.status = status;
        self.operation.answer = Some(draw::<T>);
        self
    }

    /// It answers 204.
    pub fn answers_nothing(mut self) -> Call {
        (self.operation.status, self.operation.answer) = (204, None);
        self
    }

    /// What it shows or changes has a version: `ETag`, `If-Match`, `If-None-Match`.
    pub fn versioned(mut self) -> Call {
        self.operation.has_version = true;
        self
    }

    /// It can lose against somebody else, or against a rule: 409.
    pub fn conflicts(mut self) -> Call {
        self.operation.may_conflict = true;
        self
    }

    /// It takes an `Idempotency-Key`.
    pub fn once(mut self) -> Call {
        self.operation.is_once = true;
        self
    }

    /// It is signed as Standard Webhooks has it, instead of carrying a token.
    pub fn signed(mut self) -> Call {
        self.operation.is_signed = true;
        self
    }

    /// A body (of a call without one: a query) that works in the tests' world.
    pub fn like(mut self, example: Value) -> Call {
        self.operation.example = Some(example);
        self
    }

    /// Another path of the same call, without a place of its own in the documentation.
    pub fn also(mut self, path: &'static str) -> Call {
        self.aliases.push(path);
        self
    }

    /// What the documentation says about it.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Its verb.
    pub fn method(&self) -> Method {
        self.method
    }

    /// What is needed.
    pub fn perm(&self) -> Perm {
        self.perm
    }
}

/// A call in its place.
#[derive(Clone)]
pub struct Placed {
    /// The call.
    pub call: Call,
    place: Where,
}

impl Placed {
    /// The path that the documentation names.
    pub fn path(&self) -> String {
        self.canonical(self.call.path)
    }

    /// The other paths that lead to the same handler.
    pub fn other_paths(&self) -> Vec<String> {
        let aliases = self.call.aliases.iter();
        match self.place {
            Where::Outside => aliases.map(|path| format!("{ROOT}{path}")).collect(),
            Where::Inside => {
                let short =
                    |path: &str| if path.is_empty() { format!("{ROOT}/organisation") } else { format!("{ROOT}{path}") };
                let own = short(self.call.path);
                std::iter::once(own).chain(aliases.flat_map(|path| [self.canonical(path), short(path)])).collect()
            }
        }
    }

    /// Does it happen in an organisation?
    pub fn is_inside(&self) -> bool {
        self.place == Where::Inside
    }

    fn canonical(&self, path: &str) -> String {
        match self.place {
            Where::Outside => format!("{ROOT}{path}"),
            Where::Inside => format!("{ROOT}/orgs/{{org}}{path}"),
        }
    }
}

/// A table of calls.
pub struct Api {
    tag: &'static str,
    place: Where,
    calls: Vec<Placed>,
    sent: Vec<Sent>,
}

/// Something that the house sends by itself, to whoever asked to be told.
pub(super) struct Sent {
    /// Its name for programs.
    pub id: &'static str,
    /// What it is, in a few words.
    pub summary: &'static str,
    /// What there is to know besides.
    pub about: &'static str,
    pub(super) tag: &'static str,
    pub(super) body: Draw,
}

impl Api {
    /// Calls in an organisation, about one noun.
    pub fn inside(tag: &'static str) -> Api {
        Api { tag, place: Where::Inside, calls: Vec::new(), sent: Vec::new() }
    }

    /// Calls in no organisation.
    pub fn outside(tag: &'static str) -> Api {
        Api { tag, place: Where::Outside, calls: Vec::new(), sent: Vec::new() }
    }

    /// One more call.
    pub fn call(mut self, mut call: Call) -> Api {
        call.operation.tag = self.tag;
        self.calls.push(Placed { call, place: self.place });
        self
    }

    /// Something that the house sends by itself, signed: its name, what it is, what there is to know, and its body.
    pub fn sends<T: JsonSchema>(mut self, id: &'static str, summary: &'static str, about: &'static str) -> Api {
        self.sent.push(Sent { id, summary, about, tag: self.tag, body: draw::<T> });
        self
    }

    /// The calls of another table too.
    pub fn and(mut self, other: Api) -> Api {
        self.calls.extend(other.calls);
        self.sent.extend(other.sent);
        self
    }

    pub(super) fn sent(&self) -> &[Sent] {
        &self.sent
    }

    /// All of them.
    pub fn calls(&self) -> &[Placed] {
        &self.calls
    }

    /// Every path of every call, for the tests that walk them and for `steward routes`.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for placed in &self.calls {
            for path in std::iter::once(placed.path()).chain(placed.other_paths()) {
                let Call { method, perm, handler, .. } = placed.call.clone();
                rows.push(Row::new(method, path, perm, handler));
            }
        }
        rows
    }

    /// The router, each call behind the guard.
    pub fn into_router(self, house: &House) -> Router<House> {
        let mut router = Router::new();
        for placed in &self.calls {
            let takes_query = placed.call.operation.query.is_some();
            let state = (house.clone(), placed.call.perm, placed.place, takes_query);
            let guarded = placed.call.handler.clone().layer(axum::middleware::from_fn_with_state(state, guard));
            for path in std::iter::once(placed.path()).chain(placed.other_paths()) {
                router = router.route(&path, guarded.clone());
            }
        }
        router
    }

    /// The OpenAPI document.
    pub fn document(&self) -> Value {
        openapi::document(self)
    }
}
