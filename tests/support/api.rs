//! A program that talks to the API: JSON, a bearer token, and none of what browsers send.

use super::world::Person;
use super::{Answer, Browser, Server, TestApp};
use axum::http::Method;
use chrono::TimeDelta;
use kernel::crypto::sha256_hex;
use kernel::db::{Json, sql};
use kernel::id::Ids;
use platform::bearer::Kind;
use serde_json::{Value, json};
use uuid::Uuid;

/// What browsers send and programs do not.
const NOT_A_BROWSER: [(&str, &str); 3] = [("sec-fetch-site", ""), ("origin", ""), ("referer", "")];

/// A program.
pub struct Program {
    browser: Browser,
    /// Its token; empty: none.
    pub token: String,
}

impl Program {
    /// One that talks over this way, with this token.
    pub fn over(browser: Browser, token: &str) -> Program {
        Program { browser, token: token.to_owned() }
    }

    /// Looks.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    /// Makes.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, &[], Some(body)).await
    }

    /// Changes.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, &[], Some(body)).await
    }

    /// Says all.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, &[], Some(body)).await
    }

    /// Takes away.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &[], None).await
    }

    /// Sends anything, with headers of its own.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        let body = body.map(|body| ("application/json".to_owned(), body.to_string().into_bytes()));
        self.send_raw(method, path, headers, body).await
    }

    /// Makes something once, under this key, on a server that may go away before it has answered.
    pub async fn try_post_once(&self, path: &str, key: &str, body: &Value) -> std::io::Result<Answer> {
        let bearer = format!("Bearer {}", self.token);
        let mut headers = NOT_A_BROWSER.to_vec();
        headers.extend([("authorization", bearer.as_str()), ("idempotency-key", key)]);
        let body = ("application/json".to_owned(), body.to_string().into_bytes());
        self.browser.try_send(Method::POST, path, &headers, Some(body)).await
    }

    /// Sends a body that may be no JSON at all.
    pub async fn send_raw(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(String, Vec<u8>)>,
    ) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut all = NOT_A_BROWSER.to_vec();
        if !self.token.is_empty() {
            all.push(("authorization", &bearer));
        }
        all.extend_from_slice(headers);
        self.browser.send(method, path, &all, body).await
    }
}

/// Keeps a token as a personal one is kept; answers its word.
pub async fn keep_token(db: &kernel::db::Db, user: Uuid, bound_to: Option<Uuid>, scopes: Option<&[&str]>) -> String {
    let word = Kind::Personal.word(&Ids::system().token());
    let now = kernel::time::Clock::system().now();
    let id = Ids::system().id(now);
    let scopes: Option<Vec<String>> = scopes.map(|scopes| scopes.iter().map(|name| (*name).to_owned()).collect());
    let statement = sql(
        "insert into api_tokens (id, token_hash, kind, user_id, bound_to, family, name, scopes, created_at, expires_at)
         values ($1, $2, 'personal', $3, $4, $1, 'Test', $5, $6, $7)",
    )
    .bind(id)
    .bind(sha256_hex(word.as_bytes()))
    .bind(user)
    .bind(bound_to)
    .bind(scopes.map(Json))
    .bind(now)
    .bind(now + TimeDelta::days(3_650));
    db.run(statement).await.expect("a token that fits the schema");
    word
}

impl TestApp {
    /// A program with a token of this person's, without the work of checking a password.
    pub async fn program(&self, person: &Person) -> Program {
        self.program_of(person.id, None, None).await
    }

    /// A program with a token of this user's, bound to an organisation, limited to permissions.
    pub async fn program_of(&self, user: Uuid, bound_to: Option<Uuid>, scopes: Option<&[&str]>) -> Program {
        Program::over(self.guest(), &keep_token(self.db(), user, bound_to, scopes).await)
    }

    /// A program without a token.
    pub fn stranger(&self) -> Program {
        Program::over(self.guest(), "")
    }
}

impl Server {
    /// A program with a token of this person's.
    pub async fn program(&self, person: &Person) -> Program {
        let db = self.db().await;
        let token = keep_token(&db, person.id, None, None).await;
        db.close().await;
        Program::over(self.guest(), &token)
    }
}

impl Answer {
    /// Its body as JSON; null where there is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        match self.bytes.is_empty() {
            true => Value::Null,
            false => serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("no JSON ({error}): {self}")),
        }
    }

    /// The `code` of a problem document, which it must be.
    #[track_caller]
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self}");
        let told = self.json();
        assert_eq!(told["status"], json!(self.status.as_u16()), "{self}");
        assert_eq!(told["request_id"].as_str(), Some(self.header("x-request-id")), "{self}");
        told["code"].as_str().expect("a problem has a code").to_owned()
    }

    /// The pointers of a problem's fields, in their order.
    #[track_caller]
    pub fn pointers(&self) -> Vec<String> {
        let told = self.json();
        let errors = told["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|one| one["pointer"].as_str().unwrap_or_default().to_owned()).collect()
    }
}
