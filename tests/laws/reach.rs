//! What a keeper may not see is nowhere: rights for assets that hold at some places only, or for some categories, hold so
//! in pages, files, searches, reports, scans and calls alike.

use super::api::look;
use super::routes::face;
use super::rows::{NOBODY, Named, Things};
use crate::support::world::{FLOOR, SITE};
use crate::support::{Browser, HARBOUR, Program, TestApp};
use kernel::db::{Json, sql};
use platform::web::Method;
use platform::{Perm, Perms};
use uuid::Uuid;

/// All that may be done about assets.
const KEEPER: Perms = Perms::of(&[Perm::Home, Perm::AssetsRead, Perm::AssetsLend, Perm::AssetsManage]);
/// How the assets are sorted belongs to no place: whoever sees one of them sees all of it.
const SORTED_BY: [&str; 12] = [
    "categories",
    "models",
    "vendors",
    "suppliers",
    "manufacturers",
    "labels",
    "status-labels",
    "fields",
    "depreciation",
    "depreciation-schemes",
    "views",
    "kit-templates",
];
/// What items of stock are called. What there is belongs to no place either; how much of it is where does.
const ITEMS: [&str; 2] = ["Batteries", ">Fans<"];
/// What the other things of the law are called that are about assets.
const WORDS: [&str; 6] = ["LAW-00001", "LAW-00008", "Fan is loud", "Clean the fan", "Fan hours", "Lid.png"];

struct Watch {
    app: TestApp,
    things: Things,
    /// Ids of what is about assets.
    hidden: Vec<String>,
    /// Are the items of stock hidden too?
    hides_items: bool,
}

impl Watch {
    async fn start() -> Watch {
        let app = TestApp::start().await;
        let things = Things::make(&app).await;
        let ids = things.ids();
        let hidden = ["assets", "stock", "spares", "work-orders", "maintenance-plans", "kits", "meters"]
            .map(|noun| ids[noun].clone());
        Watch { app, things, hidden: hidden.to_vec(), hides_items: true }
    }

    /// Somebody whose rights for assets hold at this place, and for this category.
    async fn keeper(&self, place: Option<Uuid>, category: Option<Uuid>) -> Uuid {
        let role = self.app.make_role(HARBOUR.id, &format!("Keeper {}", self.app.house.id()), KEEPER).await;
        let categories: Vec<Uuid> = category.into_iter().collect();
        let limit = sql("update roles set categories = $2 where id = $1").bind(role).bind(Json(categories));
        self.app.db().run(limit).await.unwrap();
        self.app.employ_as(HARBOUR.id, role, place).await
    }

    /// The category of all assets that there are, and another one.
    async fn categories(&self) -> (Uuid, Uuid) {
        let (used,): (Uuid,) = sql("select category_id from assets").one(self.app.db()).await.unwrap();
        (used, self.things.ids()["categories"].parse().unwrap())
    }

    /// A place without anything.
    async fn annex(&self) -> Uuid {
        let id = self.app.house.id();
        let place = sql("insert into locations (id, org_id, parent_id, site_id, path, kind, name, zone, created_at)
                         values ($1, $2, $3, $3, $4, 'building', 'Annex', 'Europe/Madrid', $5)")
        .bind(id)
        .bind(HARBOUR.id)
        .bind(SITE.id)
        .bind(format!("/{}/{id}", SITE.id))
        .bind(self.app.now());
        self.app.db().run(place).await.unwrap();
        id
    }

    /// What they are told of what is hidden.
    async fn slips(&self, user: Uuid) -> Vec<String> {
        let mut slips = Vec::new();
        let browser = self.app.sign_in_user(user).await;
        for (method, row) in pages() {
            self.page(&browser, method, &row, &mut slips).await;
        }
        let program = self.app.program_of(user, Some(HARBOUR.id), None).await;
        self.calls(&program, &mut slips).await;
        slips
    }

    /// A word of something hidden that this text tells.
    fn told(&self, text: &str) -> Option<&'static str> {
        let words = WORDS.into_iter().chain(ITEMS.into_iter().filter(|_| self.hides_items));
        words
            .into_iter()
            .find(|word| text.contains(word) || text.starts_with('{') && text.contains(word.trim_matches(['<', '>'])))
    }

    /// Is it about something that whoever sees one asset may see?
    fn is_open(&self, row: &str) -> bool {
        is_sorted_by(row)
            || !self.hides_items && row.contains("/stock/{") | row.contains("/stock/$") | row.ends_with("/labels/stock")
    }

    async fn page(&self, browser: &Browser, method: Method, row: &str, slips: &mut Vec<String>) {
        let real = self.things.path(row, HARBOUR.slug, Named::Real);
        if names_something(row) && !self.is_open(row) {
            let random = self.things.path(row, HARBOUR.slug, Named::Random);
            let (one, other) = match method {
                Method::Get => (browser.get(&real).await, browser.get(&random).await),
                _ => (browser.post(&real, &[]).await, browser.post(&random, &[]).await),
            };
            if method == Method::Get && one.status != 404 || face(&one, &real) != face(&other, &random) {
                slips.push(format!("{} {real}: {}, but {}", method.name(), one.status, other.status));
            }
        } else if method == Method::Get && !names_something(row) {
            let [asset, stock, _, order, plan, ..] = self.hidden.as_slice() else { panic!("five nouns at least") };
            let query = format!(
                "asset={asset}&assets={asset}&holder={asset}&id={asset}&item={stock}&order={order}&plan={plan}"
            );
            for query in ["", "format=csv", "text=fan", "text=law", "by=location", &query] {
                let answer = browser.get(&format!("{real}?{query}")).await;
                if let Some(told) = self.told(&answer.body()) {
                    slips.push(format!("GET {real}?{query}: {told}"));
                }
            }
        }
    }

    async fn calls(&self, program: &Program, slips: &mut Vec<String>) {
        for placed in steward::registry::api().calls().iter().filter(|placed| placed.is_inside()) {
            let example = placed.example();
            if !placed.call.perm().is_about_assets() || self.is_open(&example.path) {
                continue;
            }
            self.app.advance(chrono::TimeDelta::seconds(1)); // the limit of rates is another test's
            let say = |text: &str| self.things.spoken(text, HARBOUR.slug, Named::Real);
            let forget = |text: &str| {
                let gone = |text: String, id: &String| text.replace(id, &NOBODY.to_string());
                self.hidden.iter().fold(say(text), gone)
            };
            let ask = async |speak: &dyn Fn(&str) -> String| {
                let body = example.body.as_ref().map(|body| speak(&body.to_string()).parse().unwrap());
                program.send(example.method.name().parse().unwrap(), &speak(&example.path), &[], body).await
            };
            let ours = ask(&say).await;
            if let Some(told) = self.told(&ours.body()) {
                slips.push(format!("{} {}: {told}", example.method.name(), example.path));
            }
            let spoken = format!("{:?}", placed.example());
            if say(&spoken) != forget(&spoken) {
                let nobodys = ask(&forget).await;
                let (one, other) = (ours.address.clone(), nobodys.address.clone());
                if ours.status.is_success() && !example.path.ends_with("/batches")
                    || ours.body().contains("\"status\":20")
                    || look(&ours, &one) != look(&nobodys, &other)
                {
                    slips.push(format!("{} {ours}\n  but {nobodys}", example.method.name()));
                }
            }
        }
    }
}

/// The rows of pages that are about assets.
fn pages() -> Vec<(Method, String)> {
    let routes = steward::registry::routes();
    let about = routes.rows().iter().filter(|row| row.perm.is_about_assets());
    let rows: Vec<_> = about.map(|row| (row.method, row.path.clone())).collect();
    assert!(rows.len() > 100);
    rows
}

fn names_something(row: &str) -> bool {
    row.replace("{org}", "").contains('{')
}

fn is_sorted_by(row: &str) -> bool {
    row.split('/')
        .zip(row.split('/').skip(1))
        .any(|(noun, name)| SORTED_BY.contains(&noun) && (name.starts_with('{') || name.starts_with('$')))
}

#[tokio::test]
async fn rights_for_assets_hold_at_their_places_and_for_their_categories_wherever_one_asks() {
    let mut watch = Watch::start().await;
    let (used, other) = watch.categories().await;
    let annex = watch.annex().await;
    for (place, category) in
        [(Some(annex), None), (None, Some(other)), (Some(FLOOR.id), Some(other)), (Some(annex), Some(used))]
    {
        watch.hides_items = category == Some(other);
        let keeper = watch.keeper(place, category).await;
        assert_eq!(watch.slips(keeper).await, Vec::<String>::new(), "{place:?} {category:?}");
    }
}

#[tokio::test]
async fn who_keeps_an_asset_finds_it_where_others_find_nothing() {
    let watch = Watch::start().await;
    let (used, _) = watch.categories().await;
    for (place, category) in [(Some(FLOOR.id), None), (None, Some(used)), (Some(FLOOR.id), Some(used))] {
        let browser = watch.app.sign_in_user(watch.keeper(place, category).await).await;
        let mut slips = Vec::new();
        let mut asked = 0;
        for (method, row) in pages().into_iter().filter(|(method, row)| *method == Method::Get && !is_sorted_by(row)) {
            asked += 1;
            watch.page(&browser, method, &row, &mut slips).await;
        }
        assert!(slips.len() * 2 > asked, "{place:?} {category:?}: {} of {asked}: {slips:#?}", slips.len());
    }
}
