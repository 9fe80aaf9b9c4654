//! Signing in and out for programs, a new password, and who one is.

use super::actions::{self, Program};
use super::model::Pair;
use crate::identity;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::api::{Api, Body, Caller, Problem, Reply, get, nothing, ok, post};
use platform::{House, Perm};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The table.
pub fn api() -> Api {
    Api::outside("Signing in")
        .call(
            post("/auth/login", Perm::Public, login)
                .named("login", "Sign in with a password")
                .about("Guesses wait as on the sign-in page. With `organisation` the tokens open that one only, and short paths mean it.")
                .body::<Login>()
                .answers::<TokenPair>(200)
                .like(json!({ "email": "$EMAIL", "password": "$PASSWORD", "organisation": "$ORG" })),
        )
        .call(
            post("/auth/refresh", Perm::Public, refresh)
                .named("refreshTokens", "Get the next pair of tokens")
                .about("A refresh token works once. Using it again later ends everything that came from its sign-in, because somebody has a copy.")
                .body::<Refresh>()
                .answers::<TokenPair>(200)
                .like(json!({ "refresh_token": "$REFRESH_TOKEN" })),
        )
        .call(
            post("/auth/logout", Perm::SignedIn, logout)
                .named("logout", "Sign out")
                .about("Ends the token of this request and all that came from the same sign-in.")
                .answers_nothing(),
        )
        .call(
            post("/auth/revoke-token", Perm::Public, revoke)
                .named("revokeToken", "Revoke a token by its value")
                .about("For whoever holds it. Answers the same for a token that is none of ours (RFC 7009).")
                .body::<Revoke>()
                .answers_nothing()
                .like(json!({ "token": "$REFRESH_TOKEN" })),
        )
        .call(
            post("/auth/reset-password", Perm::Public, ask_for_reset)
                .named("askForPasswordReset", "Ask for a mail with a link for a new password")
                .about("The answer is the same whether or not the address is known.")
                .body::<AskForReset>()
                .answers::<OnItsWay>(202)
                .like(json!({ "email": "$EMAIL" })),
        )
        .call(
            post("/auth/reset-password/confirmation", Perm::Public, reset)
                .named("resetPassword", "Choose a new password with the token of the mail's link")
                .about("Ends all sessions and tokens of the user.")
                .body::<Reset>()
                .answers_nothing()
                .like(json!({ "token": "$RESET_TOKEN", "password": "another lantern on the pier" })),
        )
        .and(
            Api::outside("You").call(
                get("/me", Perm::SignedIn, me)
                    .named("getMe", "Who you are, where you belong, and what your token may do")
                    .answers::<Me>(200),
            ),
        )
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Login {
    /// The address you sign in with.
    email: String,
    /// Your password.
    password: String,
    /// The short name of the only organisation that the tokens are to open.
    organisation: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Refresh {
    /// The refresh token of the pair before.
    refresh_token: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Revoke {
    /// A token of any kind.
    token: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AskForReset {
    /// The address you sign in with.
    email: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reset {
    /// The last part of the link in the mail.
    token: String,
    /// At least ten characters.
    password: String,
}

/// What is going to happen.
#[derive(Serialize, JsonSchema)]
struct OnItsWay {
    /// In a sentence.
    detail: &'static str,
}

/// Two tokens.
#[derive(Serialize, JsonSchema)]
struct TokenPair {
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds.
    expires_in: i64,
    /// Gets the next pair, once.
    refresh_token: String,
    /// Seconds.
    refresh_expires_in: i64,
    /// The organisation both are bound to.
    organisation: Option<String>,
}

impl TokenPair {
    fn of(pair: Pair, now: DateTime<Utc>) -> TokenPair {
        TokenPair {
            access_token: pair.access,
            token_type: "Bearer",
            expires_in: (pair.access_until - now).num_seconds(),
            refresh_token: pair.refresh,
            refresh_expires_in: (pair.refresh_until - now).num_seconds(),
            organisation: pair.bound_to,
        }
    }
}

/// Who somebody is.
#[derive(Serialize, JsonSchema)]
struct Me {
    /// Your id.
    id: Uuid,
    /// What you are called.
    name: String,
    /// The address you sign in with.
    email: String,
    /// Do you run the installation?
    is_operator: bool,
    /// Where this token lets you in.
    organisations: Vec<Membership>,
    /// The token of this request.
    token: TokenFacts,
}

/// An organisation and what somebody is there.
#[derive(Serialize, JsonSchema)]
struct Membership {
    /// Its name in paths.
    slug: String,
    /// Its name.
    name: String,
    /// Your roles there.
    roles: Vec<String>,
}

/// What a token may do.
#[derive(Serialize, JsonSchema)]
struct TokenFacts {
    /// `access` or `personal`.
    kind: String,
    /// The only organisation it opens.
    organisation: Option<String>,
    /// The permissions it is limited to; null: none but yours.
    scopes: Option<Vec<String>>,
    /// Until then.
    expires_at: DateTime<Utc>,
}

fn program(caller: &Caller) -> Program {
    Program { name: caller.program.clone(), address: caller.address, request_id: caller.request_id.to_string() }
}

fn refused(code: &'static str, detail: &str) -> Problem {
    Problem::http(StatusCode::UNAUTHORIZED, code, detail)
}

async fn login(caller: Caller, Body(typed): Body<Login>) -> Reply {
    let (program, org) = (program(&caller), typed.organisation.as_deref());
    let pair = actions::sign_in(&caller.house, &typed.email, &typed.password, org, &program).await?;
    let pair = pair.ok_or_else(|| refused("wrong_credentials", "Address or password are not right."))?;
    ok(&TokenPair::of(pair, caller.now))
}

async fn refresh(caller: Caller, Body(typed): Body<Refresh>) -> Reply {
    let pair = actions::refresh(&caller.house, &typed.refresh_token, &program(&caller)).await?;
    let pair =
        pair.ok_or_else(|| refused("invalid_refresh_token", "This token gets nothing any more. Sign in again."))?;
    ok(&TokenPair::of(pair, caller.now))
}

async fn logout(caller: Caller) -> Reply {
    actions::sign_out(&caller.house, caller.bearer()?.family).await?;
    nothing()
}

async fn revoke(caller: Caller, Body(typed): Body<Revoke>) -> Reply {
    actions::revoke(&caller.house, &typed.token, &program(&caller)).await?;
    nothing()
}

async fn ask_for_reset(caller: Caller, Body(typed): Body<AskForReset>) -> Reply {
    identity::actions::ask_for_reset(&caller.house, &typed.email, caller.address).await?;
    platform::web::api::accepted(&OnItsWay { detail: "If somebody has this address, a mail is on its way." })
}

async fn reset(caller: Caller, Body(typed): Body<Reset>) -> Reply {
    match identity::actions::reset_password(&caller.house, &typed.token, &typed.password).await {
        Ok(()) => nothing(),
        Err(Error::NotFound) => {
            Err(Problem::field("token", "This link was used, is too old, or is none of ours. Ask for another one."))
        }
        Err(error) => Err(error.into()),
    }
}

async fn me(caller: Caller) -> Reply {
    let bearer = caller.bearer()?;
    let user = bearer.user();
    let organisations = memberships(&caller.house, &caller, user.id).await?;
    ok(&Me {
        id: user.id,
        name: user.name,
        email: user.email,
        is_operator: user.is_operator,
        organisations,
        token: TokenFacts {
            kind: bearer.kind.clone(),
            organisation: bearer.slug.clone(),
            scopes: bearer.scopes.as_ref().map(|scopes| scopes.0.clone()),
            expires_at: bearer.expires_at,
        },
    })
}

async fn memberships(house: &House, caller: &Caller, user: Uuid) -> Result<Vec<Membership>, Error> {
    let bound_to = caller.bearer()?.bound_to;
    let all = identity::store::memberships(&house.db, user, caller.now).await?;
    let open = all.into_iter().filter(|one| bound_to.is_none_or(|only| only == one.org_id));
    let shown = open.map(|one| Membership {
        roles: one.roles.iter().map(|role| role.key()).collect(),
        slug: one.slug,
        name: one.name,
    });
    Ok(shown.collect())
}
