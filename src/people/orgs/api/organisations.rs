//! Organisations.

use super::super::actions;
use super::super::model::{NewOrg, OrgForm};
use kernel::{Error, Problems};
use platform::context;
use platform::web::api::{
    Api, Ask, Body, Caller, List, PageQuery, Reply, Seen, get, made, merged, ok, patch, post, put, renamed, tagged,
};
use platform::{Org, Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[("org_name", "name"), ("org_email", "email")];

pub(super) fn api() -> Api {
    Api::outside("Organisations")
        .call(
            get("/orgs", Perm::SignedIn, list)
                .named("listOrganisations", "List the organisations that your token opens")
                .query::<PageQuery>()
                .answers::<List<Organisation>>(200),
        )
        .call(
            post("/orgs", Perm::SignedIn, create)
                .named("createOrganisation", "Found an organisation")
                .about("For whoever runs the installation, with a token without limits. They become its owner.")
                .body::<NewOrganisation>()
                .answers::<Organisation>(201)
                .versioned()
                .like(json!({ "name": "Lantern Works", "zone": "Europe/Madrid", "currency": "EUR", "email": "hello@lantern.example" })),
        )
        .and(
            Api::inside("Organisations")
                .call(
                    get("", Perm::Home, show)
                        .named("getOrganisation", "Get an organisation")
                        .answers::<Organisation>(200)
                        .versioned(),
                )
                .call(
                    patch("", Perm::OrgManage, amend)
                        .named("updateOrganisation", "Change some settings of an organisation")
                        .about("Its short name stays: it stands in links that people keep.")
                        .body::<Settings>()
                        .answers::<Organisation>(200)
                        .versioned()
                        .conflicts()
                        .like(json!({ "phone": "+34 900 000 000" })),
                )
                .call(
                    put("", Perm::OrgManage, replace)
                        .named("replaceOrganisation", "Say all settings of an organisation")
                        .body::<Settings>()
                        .answers::<Organisation>(200)
                        .versioned()
                        .conflicts()
                        .like(json!({ "name": "Harbour House", "zone": "Europe/Madrid", "currency": "EUR", "colour": "#0f766e", "email": "hello@harbour.example" })),
                ),
        )
}

/// An organisation.
#[derive(Serialize, JsonSchema)]
struct Organisation {
    /// Its id.
    id: Uuid,
    /// Its name in paths.
    slug: String,
    /// Its name.
    name: String,
    /// Its IANA zone.
    zone: String,
    /// ISO 4217.
    currency: String,
    /// `#rrggbb`.
    colour: String,
    /// Where clients' answers go.
    email: String,
    /// For clients who rather call.
    phone: String,
    /// A sentence for the public page.
    about: String,
    /// Grows with every change.
    version: i64,
}

impl Organisation {
    fn of(org: &Org) -> Organisation {
        let Org { id, slug, name, zone_name: zone, currency, colour, email, phone, about, version, .. } = org.clone();
        Organisation { id, slug, name, zone, currency, colour, email, phone, about, version }
    }
}

fn usual_colour() -> String {
    OrgForm::blank().colour
}

/// The settings of an organisation.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OrganisationSettings")]
struct Settings {
    /// Its name.
    name: String,
    /// An IANA zone, such as `Europe/Madrid`.
    zone: String,
    /// ISO 4217.
    currency: String,
    /// `#rrggbb`.
    #[serde(default = "usual_colour")]
    colour: String,
    /// Where clients' answers go.
    email: String,
    /// For clients who rather call.
    #[serde(default)]
    phone: String,
    /// A sentence for the public page.
    #[serde(default)]
    about: String,
}

/// An organisation to be founded.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewOrganisation {
    /// Its name.
    name: String,
    /// Its name in paths; made of its name without.
    #[serde(default)]
    slug: String,
    /// An IANA zone, such as `Europe/Madrid`.
    zone: String,
    /// ISO 4217.
    currency: String,
    /// `#rrggbb`.
    #[serde(default = "usual_colour")]
    colour: String,
    /// Where clients' answers go.
    email: String,
    /// For clients who rather call.
    #[serde(default)]
    phone: String,
    /// A sentence for the public page.
    #[serde(default)]
    about: String,
}

impl Settings {
    fn of(org: &Org) -> Settings {
        let Org { name, zone_name: zone, currency, colour, email, phone, about, .. } = org.clone();
        Settings { name, zone, currency, colour, email, phone, about }
    }

    fn form(self, slug: &str) -> OrgForm {
        let Settings { name: org_name, zone, currency, colour, email: org_email, phone, about } = self;
        OrgForm { org_name, slug: slug.to_owned(), zone, currency, colour, org_email, phone, about, version: 0 }
    }
}

fn told(problems: Problems) -> Error {
    Error::Invalid(renamed(problems, NAMES))
}

async fn list(caller: Caller, Ask(page): Ask<PageQuery>) -> Reply {
    let bearer = caller.bearer()?;
    let all = crate::identity::store::memberships(&caller.house.db, bearer.user().id, caller.now).await?;
    let open = all.iter().map(|membership| membership.org_id);
    let open = open.filter(|org| bearer.bound_to.is_none_or(|only| only == *org));
    let List { data: ids, next_cursor } = page.cut(open, "name", |id| *id, |id| id)?;
    let mut data = Vec::new();
    for id in ids {
        data.push(Organisation::of(&context::org_by_id(&caller.house.db, id).await?));
    }
    ok(&List { data, next_cursor })
}

async fn create(caller: Caller, Body(typed): Body<NewOrganisation>) -> Reply {
    let bearer = caller.bearer()?;
    let user = bearer.user();
    if !user.is_operator || bearer.scopes.is_some() || bearer.bound_to.is_some() {
        return Err(Error::Forbidden.into());
    }
    let NewOrganisation { name, slug, zone, currency, colour, email, phone, about } = typed;
    let form = Settings { name, zone, currency, colour, email, phone, about }.form(&slug);
    let wish = NewOrg::parse(&form).map_err(told)?;
    let org = actions::create_org(&caller.house, wish, user.id).await?;
    made(&format!("/api/v1/orgs/{}", org.slug), org.version, &Organisation::of(&org))
}

async fn show(scope: Scope, seen: Seen) -> Reply {
    tagged(&seen, scope.org.version, &Organisation::of(&scope.org))
}

async fn amend(scope: Scope, seen: Seen, Body(change): Body<Map<String, Value>>) -> Reply {
    let settings = merged(&Settings::of(&scope.org), change)?;
    save(&scope, &seen, settings).await
}

async fn replace(scope: Scope, seen: Seen, Body(settings): Body<Settings>) -> Reply {
    save(&scope, &seen, settings).await
}

async fn save(scope: &Scope, seen: &Seen, settings: Settings) -> Reply {
    seen.check(scope.org.version)?;
    let wish = NewOrg::parse(&settings.form(&scope.org.slug)).map_err(told)?;
    actions::change_settings(scope, &wish, scope.org.version).await?;
    let org = context::org_by_id(scope.db(), scope.org_id()).await?;
    tagged(&Seen::default(), org.version, &Organisation::of(&org))
}
