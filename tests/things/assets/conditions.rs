//! Any filter on any attribute: by address, by the dialog that writes it, and for programs.

use super::{ASSETS, category, field};
use crate::people::contacts::keep;
use crate::support::world::FLOOR;
use crate::support::{ADA, Browser, HARBOUR, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

/// Three assets, and the fields that one of them fills.
struct Scene {
    app: TestApp,
    fields: Vec<(&'static str, Uuid)>,
}

impl Scene {
    async fn new() -> Scene {
        let app = TestApp::start().await;
        let kind = category(&app, "Laptops", "NB-###").await;
        let mut fields = Vec::new();
        for (name, typed) in
            [("Memory", "number"), ("Insured", "money"), ("Checked", "date"), ("Colour", "text"), ("Owner", "person")]
        {
            fields.push((name, field(&app, None, name, typed, &[]).await));
        }
        let zoe = keep(&app, HARBOUR.slug, "Zoe Öberg", "zoe@guest.example", "", "staff").await;
        let ada = app.program(&ADA).await;
        let supplier = ada.post("/api/v1/suppliers", json!({ "name": "Chandler's" })).await.expect(201).json();
        let full = json!({
            "name": "Old Größe", "category_id": kind, "serial": "PF-4711", "home_location_id": FLOOR.id, "supplier_id": supplier["id"],
            "purchased_on": "2026-01-10", "cost_minor": 120050, "warranty_until": "2027-01-09", "order_number": "PO-7", "note": "Cracked 50%_glass",
            "fields": { "Memory": "16", "Insured": "900.00", "Checked": "2026-02-28", "Colour": "Deep Blue", "Owner": zoe.id },
        });
        ada.post(&format!("/api/v1/orgs/{}/assets", HARBOUR.slug), full).await.expect(201);
        for (name, cost, memory) in [("Cheap", 5000, "8"), ("Dear", 500_000, "64")] {
            let body = json!({ "name": name, "category_id": kind, "cost_minor": cost, "fields": { "Memory": memory } });
            ada.post(&format!("/api/v1/orgs/{}/assets", HARBOUR.slug), body).await.expect(201);
        }
        Scene { app, fields }
    }

    fn id(&self, name: &str) -> Uuid {
        self.fields.iter().find(|(known, _)| *known == name).expect("a field").1
    }
}

async fn found(browser: &Browser, query: &str) -> String {
    let list = browser.get(&format!("{ASSETS}?{query}")).await.expect(200);
    let tags = ["NB-001", "NB-002", "NB-003"].into_iter().filter(|tag| list.maybe_link(tag).is_some());
    tags.collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn every_attribute_may_be_asked_for() {
    let scene = Scene::new().await;
    let ada = scene.app.sign_in(&ADA).await;
    let own = |name: &str, test: &str| format!("field-{}-{test}", scene.id(name));
    for (query, wanted) in [
        ("cost-from=1000".to_owned(), "NB-001 NB-003"),
        ("cost-from=1200.50&cost-until=1200.50".to_owned(), "NB-001"),
        ("cost-until=1200.49".to_owned(), "NB-002"),
        ("purchased-from=2026-01-10&purchased-until=2026-01-10".to_owned(), "NB-001"),
        ("purchased-from=2026-01-11".to_owned(), ""),
        ("purchased-blank=yes".to_owned(), "NB-002 NB-003"),
        ("warranty-until=2027-01-09".to_owned(), "NB-001"),
        ("ends-blank=no".to_owned(), ""),
        ("created-from=2026-03-02&updated-until=2026-03-02".to_owned(), "NB-001 NB-002 NB-003"),
        ("created-until=2026-03-01".to_owned(), ""),
        ("name-has=GR%C3%B6".to_owned(), "NB-001"),
        ("note-has=50%25_".to_owned(), "NB-001"),
        ("note-has=5%25".to_owned(), ""),
        ("serial-is=pf-4711".to_owned(), "NB-001"),
        ("serial-not=pf-4711".to_owned(), "NB-002 NB-003"),
        ("serial-blank=yes".to_owned(), "NB-002 NB-003"),
        ("supplier-has=chandler".to_owned(), "NB-001"),
        ("supplier-blank=yes".to_owned(), "NB-002 NB-003"),
        ("home-blank=no".to_owned(), "NB-001"),
        ("model-blank=yes&maker-blank=yes".to_owned(), "NB-001 NB-002 NB-003"),
        ("order_number-has=po".to_owned(), "NB-001"),
        ("due-blank=no".to_owned(), ""),
        (format!("{}=16", own("Memory", "from")), "NB-001 NB-003"),
        (format!("{}=16.5", own("Memory", "until")), "NB-001 NB-002"),
        (format!("{}=900", own("Insured", "from")), "NB-001"),
        (format!("{}=2026-02-28", own("Checked", "until")), "NB-001"),
        (format!("{}=blue", own("Colour", "has")), "NB-001"),
        (format!("{}=deep+blue", own("Colour", "not")), "NB-002 NB-003"),
        (format!("{}=yes", own("Colour", "blank")), "NB-002 NB-003"),
        (format!("{}=%C3%96berg", own("Owner", "has")), "NB-001"),
        (format!("{}=no", own("Owner", "blank")), "NB-001"),
    ] {
        assert_eq!(found(&ada, &query).await, wanted, "{query}");
    }
    // What cannot be read finds nothing, says so, and can be taken away.
    let page = ada.get(&format!("{ASSETS}?cost-from=ten")).await.expect(200);
    assert!(page.has_text("Cost: ten cannot be read") && page.has_text("No asset fits this filter."), "{page}");
    let page = ada.get(&format!("{ASSETS}?cost-from=1000&note-has=crack")).await.expect(200);
    assert!(page.has_text("Cost from €1,000.00") && page.has_text("Note contains crack"), "{page}");
    // Whatever changes, prints or keeps all that match means the same.
    let change = ada.get(&format!("{ASSETS}/changes?cost-from=1000")).await.expect(200);
    assert!(change.has_text("2 assets"), "{change}");
}

#[tokio::test]
async fn the_dialog_writes_an_address_and_shows_what_it_says() {
    let scene = Scene::new().await;
    let ada = scene.app.sign_in(&ADA).await;
    let page = ada.get(&format!("{ASSETS}?text=old&serial-blank=yes")).await.expect(200);
    let colour = format!("field-{}", scene.id("Colour"));
    let typed = [
        ("serial-test", "has"),
        ("cost-from", "1000"),
        ("note-test", "something"),
        (&format!("{colour}-test"), "is"),
        (&format!("{colour}-value"), "Deep Blue"),
    ];
    let sent = ada.submit(&page, "#filters", &typed).await.expect(303);
    let place = sent.location().to_owned();
    for part in ["text=old", "cost-from=1000", "note-blank=no", &format!("{colour}=Deep%20Blue")] {
        assert!(place.contains(part), "{part}: {place}");
    }
    assert!(!place.contains("serial"), "what was emptied is gone: {place}");
    let list = ada.get(&place).await.expect(200);
    assert!(list.maybe_link("NB-001").is_some() && list.maybe_link("NB-003").is_none(), "{list}");
    assert_eq!(list.form("#filters").value("cost-from").as_deref(), Some("1000"));
}

#[tokio::test]
async fn a_program_asks_the_same() {
    let scene = Scene::new().await;
    let ada = scene.app.program(&ADA).await;
    let tags = async |filter: &str| -> Vec<String> {
        let path = format!("/api/v1/orgs/{}/assets?filter={filter}", HARBOUR.slug);
        let body: Value = ada.get(&path).await.expect(200).json();
        let rows = body["data"].as_array().expect("rows").iter();
        rows.map(|row| row["tag"].as_str().expect("a tag").to_owned()).collect()
    };
    assert_eq!(tags("cost-from:1000;purchased-until:2026-01-31").await, ["NB-001"]);
    assert_eq!(tags("fields.Memory-from:16").await, ["NB-001", "NB-003"]);
    assert_eq!(tags("fields.Colour:Deep%20Blue").await, ["NB-001"]);
    for wrong in ["cost-from:ten", "colour-has:red", "fields.Nothing:1", "note-from:a", "cost-from"] {
        let path = format!("/api/v1/orgs/{}/assets?filter={wrong}", HARBOUR.slug);
        let refused = ada.get(&path).await.expect(422);
        assert!(refused.body().contains("is no condition"), "{wrong}: {refused}");
    }
}
