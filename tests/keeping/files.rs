//! Every file of the house is kept in one way: files of assets, logos, photos, signed papers, and reports that are mailed.

use crate::support::world::{BOARDROOM, FLOOR};
use crate::support::{ADA, Answer, Browser, Fails, Furnishing, HARBOUR, S3, TestApp};
use crate::things::acceptance::{all, ask, hand, link, zoe};
use crate::things::assets::{ASSETS, asset, category};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use kernel::db::sql;
use kernel::mail::Smtp;
use kernel::storage::Place;
use platform::files::relocate;
use serde_json::json;
use std::path::PathBuf;
use uuid::Uuid;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest of it";
const SETTINGS: &str = "/o/harbour-house/settings";
/// Who gets reports besides.
const BOOKS: &str = "books@accountant.example";

/// A house that keeps files in a place, with a service that speaks S3, and what leads to each of them.
struct Scene {
    app: TestApp,
    ada: Browser,
    s3: S3,
    /// Addresses of all files, by kind, and who may open them.
    addresses: Vec<(&'static str, String, bool)>,
    laptop: Uuid,
    audit: String,
}

impl Scene {
    async fn of(place: Place) -> Scene {
        let (s3, smtp) = (S3::start().await, crate::support::smtp::SmtpServer::start().await);
        let server = Smtp::plain("127.0.0.1", smtp.port());
        let app = TestApp::with(Furnishing::World, |settings| {
            (settings.files.place, settings.files.bucket) = (place, Some(s3.bucket("")));
            settings.smtp = Some(server);
        })
        .await;
        let ada = app.sign_in(&ADA).await;
        let kind = category(&app, "Laptops", "NB-#####").await;
        ask(&app, kind, "Mine.").await;
        let laptop = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
        let mut scene = Scene { app, ada, s3, addresses: Vec::new(), laptop, audit: String::new() };
        scene.fill().await;
        scene.app.settle().await;
        let report = smtp.messages().into_iter().find(|message| message.to == [BOOKS]).expect("it has left");
        let (_, file, _) = scene.addresses.last().expect("the file of the letter");
        let file = STANDARD.encode(scene.ada.get(file).await.expect(200).bytes);
        let letter: String = report.text().split_whitespace().collect();
        assert!(letter.contains(&file), "the file goes along: {}", report.text());
        scene
    }

    async fn fill(&mut self) {
        let (app, ada) = (&self.app, &self.ada);
        let path = format!("{ASSETS}/{}/files", self.laptop);
        let form = ada.get(&path).await.expect(200).form("#form");
        ada.send_form_with(&form, Some(("lid.png", "image/png", PNG))).await.expect(303);
        let logo = ada.get(SETTINGS).await.expect(200).form("#logo");
        ada.send_form_with(&logo, Some(("logo.png", "image/png", PNG))).await.expect(303);
        let photos = format!("/o/harbour-house/resources/{}/photos", BOARDROOM.id);
        let photo = ada.get(&photos).await.expect(200).form("#form").set("alt", "The long table");
        ada.send_form_with(&photo, Some(("table.png", "image/png", PNG))).await.expect(303);
        let program = app.program(&ADA).await;
        let audit = program.post("/api/v1/audits", json!({ "name": "Spring", "location_id": FLOOR.id })).await;
        let audit = audit.expect(201).json()["id"].as_str().expect("an id").to_owned();
        let page = ada.get(&format!("/o/harbour-house/audits/{audit}")).await.expect(200);
        self.audit = page.link("NB-1");
        let finding = ada.get(&self.audit).await.expect(200).form("#finding").set("note", "Scratched");
        ada.send_form_with(&finding, Some(("lid.png", "image/png", PNG))).await.expect(303);
        hand(app, &zoe(app).await, &[self.laptop]).await;
        let guest = app.guest();
        let signing = guest.get(&link(app).await).await.expect(200);
        guest.send_form(&signing.form("#sign").set("name", "Zoe Park")).await.expect(303);
        let schedule = json!({
            "name": "What we have", "report": "assets", "filters": { "by": "category" }, "every": "day", "file": "csv",
            "recipients": [BOOKS],
        });
        let schedule = program.post("/api/v1/report-schedules", schedule).await.expect(201).json();
        let schedule = schedule["id"].as_str().expect("an id");
        program.post(&format!("/api/v1/report-schedules/{schedule}/sendings"), json!({})).await.expect(200);
        let one = |text: &'static str| async move {
            sql(text).bind(HARBOUR.id).one::<(Uuid,)>(app.db()).await.expect("one row").0
        };
        let (added, logo, shown, letter) = (
            one("select file_id from asset_files where org_id = $1").await,
            one("select logo_id from organisations where id = $1").await,
            one("select file_id from resource_photos where org_id = $1").await,
            one("select id from messages where org_id = $1 and kind = 'report.schedule'").await,
        );
        let paper = all(app).await.remove(0).id;
        self.addresses = vec![
            ("file of an asset", format!("{path}/{added}"), false),
            ("logo", format!("/b/harbour-house/pictures/{logo}"), true),
            ("photo of a resource", format!("/b/harbour-house/pictures/{shown}"), true),
            ("photo of an audit", format!("{}/photo", self.audit), false),
            ("signed paper", format!("/o/harbour-house/acceptances/{paper}/file"), false),
            ("report that was mailed", format!("/o/harbour-house/messages/{letter}/file"), false),
        ];
    }

    /// What each address answers: its type, how long it may be kept, and its bytes.
    async fn answers(&self) -> Vec<(String, String, String, String, Vec<u8>)> {
        let mut answers = Vec::new();
        for (what, address, is_public) in &self.addresses {
            if *is_public {
                self.app.guest().get(address).await.expect(200);
            } else {
                assert_ne!(self.app.guest().get(address).await.status, 200, "{what}");
            }
            let Answer { headers, bytes, .. } = self.ada.get(address).await.expect(200);
            let said = |name: &str| headers.get(name).map(|value| value.to_str().expect("text").to_owned());
            assert_eq!(said("content-length"), Some(bytes.len().to_string()), "{what}");
            answers.push((
                (*what).to_owned(),
                said("content-type").expect("a type"),
                said("cache-control").expect("a rule"),
                said("content-disposition").expect("a way"),
                bytes,
            ));
        }
        answers
    }

    /// Places of all files.
    async fn places(&self) -> Vec<Place> {
        let rows: Vec<(Place,)> = sql("select place from files order by id").all(self.app.db()).await.expect("rows");
        rows.into_iter().map(|(place,)| place).collect()
    }

    /// So many stand outside of the database.
    fn outside(&self) -> usize {
        fn lying(folder: PathBuf) -> usize {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
            entries.map(|path| if path.is_dir() { lying(path) } else { 1 }).sum()
        }
        lying(self.app.house.files.folder.clone()) + self.s3.names().len()
    }
}

#[tokio::test]
async fn files_of_all_kinds_stand_where_the_operator_says_and_are_sent_the_same_way_from_everywhere() {
    let mut before = None;
    for place in [Place::Database, Place::Disk, Place::S3] {
        let scene = Scene::of(place).await;
        assert_eq!(scene.places().await, [place; 6]);
        assert_eq!(scene.outside(), if place.is_outside() { 6 } else { 0 });
        let mut answers = scene.answers().await;
        for (what, _, kept, _, bytes) in &answers {
            let rule = match what.as_str() {
                "logo" | "photo of a resource" => "public, max-age=31536000, immutable",
                "signed paper" | "report that was mailed" => "no-store",
                _ => "private, max-age=31536000, immutable",
            };
            assert_eq!(kept, rule, "{what}");
            assert!(!bytes.is_empty(), "{what}");
        }
        // They can be moved from place to place, and back.
        for to in [Place::Disk, Place::S3, Place::Database, place] {
            relocate(&scene.app.house, to, |_, _| {}).await.expect("they can be moved");
            assert_eq!(scene.places().await, [to; 6]);
            scene.app.settle().await;
            assert_eq!(scene.outside(), if to.is_outside() { 6 } else { 0 }, "{place:?} {to:?}");
            assert_eq!(scene.answers().await, answers, "{place:?} {to:?}");
        }
        let report = keeping::verify::verify(&scene.app.house).await.expect("a report");
        assert!(report.holds(), "{:?}", report.lines());
        // In each place alike, but for what is drawn on paper: that tells its hour and its hash.
        answers.retain(|(what, ..)| what != "signed paper");
        let before = before.get_or_insert_with(|| answers.clone());
        assert_eq!(*before, answers, "{place:?}");
    }
}

#[tokio::test]
async fn files_of_all_kinds_go_with_what_they_belong_to() {
    for place in [Place::Disk, Place::S3] {
        let scene = Scene::of(place).await;
        let (app, ada) = (&scene.app, &scene.ada);
        let left = async || {
            app.settle().await;
            scene.outside()
        };
        // Another photo, and another logo, instead of the one before.
        let finding = ada.get(&scene.audit).await.expect(200).form("#finding");
        ada.send_form_with(&finding, Some(("lid.png", "image/png", PNG))).await.expect(303);
        let logo = ada.get(SETTINGS).await.expect(200).form("#logo");
        ada.send_form_with(&logo, Some(("logo.png", "image/png", PNG))).await.expect(303);
        assert_eq!((left().await, app.count("files").await), (6, 6), "{place:?}");
        ada.post(&format!("{SETTINGS}/logo/removal"), &[]).await.expect(303);
        assert_eq!(left().await, 5);
        let photos = ada.get(&format!("/o/harbour-house/resources/{}/photos", BOARDROOM.id)).await.expect(200);
        ada.submit(&photos, "/removal", &[]).await.expect(303);
        assert_eq!(left().await, 4);
        // Everything is back, and its person is erased: the paper goes.
        crate::things::acceptance::take(app, &[scene.laptop]).await;
        let person = all(app).await.remove(0).contact_id;
        let erasure = ada.get(&format!("/o/harbour-house/contacts/{person}/erasure")).await.expect(200);
        ada.submit(&erasure, "/erasure", &[]).await.expect(303);
        assert_eq!(left().await, 3);
        // A sending grows old, and its file with it.
        let scope = app.scope(HARBOUR.slug, &ADA).await;
        let gone = insight::schedules::AGEING.release(&scope, app.now() + TimeDelta::days(1), 10).await;
        assert_eq!((gone.expect("an answer"), left().await), (1, 2));
        assert_eq!(app.count("files").await, 2);
    }
}

#[tokio::test]
async fn where_bytes_cannot_be_kept_nothing_is_done_and_what_was_typed_stays() {
    let scene = Scene::of(Place::S3).await;
    let (app, ada, s3) = (&scene.app, &scene.ada, &scene.s3);
    let kind = category(app, "Cameras", "CAM-##").await;
    ask(app, kind, "Mine too.").await;
    let camera = asset(app, kind, "CAM-1", None).await;
    app.advance(TimeDelta::seconds(1)); // the letters stand in the order of their instants
    hand(app, &zoe(app).await, &[camera]).await;
    let (rows, names) = (app.count("files").await, s3.names());
    s3.at(|call| call.starts_with("PUT"), Fails::With(403));
    let told = "Files cannot be kept at the moment";
    let logo = ada.get(SETTINGS).await.expect(200).form("#logo");
    let refused = ada.send_form_with(&logo, Some(("logo.png", "image/png", PNG))).await.expect(422);
    assert!(refused.has_text(told), "{refused}");
    let photos = format!("/o/harbour-house/resources/{}/photos", BOARDROOM.id);
    let photo = ada.get(&photos).await.expect(200).form("#form").set("alt", "The window");
    let refused = ada.send_form_with(&photo, Some(("table.png", "image/png", PNG))).await.expect(422);
    assert!(refused.has_text(told) && refused.field_value("alt") == "The window", "{refused}");
    let finding = ada.get(&scene.audit).await.expect(200).form("#finding").set("note", "Dented");
    let refused = ada.send_form_with(&finding, Some(("lid.png", "image/png", PNG))).await.expect(422);
    assert!(refused.has_text(told), "{refused}");
    let guest = app.guest();
    let signing = guest.get(&link(app).await).await.expect(200).form("#sign").set("name", "Zoe Park");
    let refused = guest.send_form(&signing).await.expect(422);
    assert!(refused.has_text(told) && refused.field_value("name") == "Zoe Park", "{refused}");
    assert_eq!((app.count("files").await, s3.names()), (rows, names));
    // Signing goes on where it stopped.
    s3.at(|_| false, Fails::Silent);
    guest.send_form(&signing).await.expect(303);
    assert_eq!(app.count("files").await, rows + 1);
}
