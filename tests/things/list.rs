//! The list: filters in the address, order, pages, file.

use crate::support::world::{BOARDROOM, BUILDING, DESKS, FLOOR, HARBOUR};
use crate::support::{ADA, BO, DEE, TestApp};
use kernel::db::sql;

const LIST: &str = "/o/harbour-house/resources";

async fn amenity(app: &TestApp, resource: uuid::Uuid, name: &'static str) {
    let statement = sql("insert into resource_amenities (org_id, resource_id, amenity) values ($1, $2, $3)");
    app.db().run(statement.bind(HARBOUR.id).bind(resource).bind(name)).await.unwrap();
}

#[tokio::test]
async fn filters_stand_in_the_address() {
    let app = TestApp::start().await;
    amenity(&app, BOARDROOM.id, "Whiteboard").await;
    amenity(&app, BOARDROOM.id, "Window").await;
    amenity(&app, DESKS.id, "Window").await;
    let bo = app.sign_in(&BO).await;
    let (floor, building) = (FLOOR.id, BUILDING.id);
    for (question, expected) in [
        ("", vec!["Boardroom Aurora", "Dock desks", "Projector"]),
        ("?text=DOCK", vec!["Dock desks"]),
        ("?text=boathouse", vec!["Projector"]),
        ("?text=%25", vec![]),
        ("?kind=desk", vec!["Dock desks"]),
        ("?capacity=10", vec!["Boardroom Aurora"]),
        ("?amenity=Window", vec!["Boardroom Aurora", "Dock desks"]),
        ("?amenity=window&amenity=Whiteboard", vec!["Boardroom Aurora"]),
        ("?status=closed", vec![]),
        ("?sort=name&dir=desc", vec!["Projector", "Dock desks", "Boardroom Aurora"]),
        ("?sort=capacity&dir=desc", vec!["Boardroom Aurora", "Dock desks", "Projector"]),
        ("?sort=location", vec!["Projector", "Boardroom Aurora", "Dock desks"]),
        (&format!("?location={floor}"), vec!["Boardroom Aurora", "Dock desks"]),
        (&format!("?location={building}"), vec!["Boardroom Aurora", "Dock desks", "Projector"]),
        ("?kind=castle&capacity=x&page=99&sort=colour", vec!["Boardroom Aurora", "Dock desks", "Projector"]),
    ] {
        let page = bo.get(&format!("{LIST}{question}")).await.expect(200);
        let document = page.document();
        let rows = document.all("td").filter(|(_, cell)| cell.attribute("class") == Some("main"));
        let names: Vec<String> = rows.map(|(at, _)| document.text(at)).collect();
        assert_eq!(names, expected, "{question}");
    }
    let nothing = bo.get(&format!("{LIST}?text=zeppelin")).await;
    assert!(nothing.has_text("No resource fits this filter.") && nothing.maybe_link("Clear the filter").is_some());
    let chips = bo.get(&format!("{LIST}?kind=room&amenity=Window&amenity=Whiteboard")).await;
    let without = chips.hrefs().into_iter().find(|href| href.ends_with("?kind=room&amenity=Whiteboard"));
    assert!(without.is_some(), "{:?}", chips.hrefs());
}

#[tokio::test]
async fn a_head_that_sorts_says_so() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let page = bo.get(&format!("{LIST}?kind=room")).await;
    assert!(page.body().contains(r#"aria-sort="ascending""#));
    assert_eq!(page.link("Name"), format!("{LIST}?kind=room&dir=desc"));
    assert_eq!(page.link("Capacity"), format!("{LIST}?kind=room&sort=capacity"));
}

#[tokio::test]
async fn the_list_is_a_file_that_no_spreadsheet_runs() {
    let app = TestApp::start().await;
    let statement =
        sql("update resources set name = '=1+1' where org_id = $1 and id = $2").bind(HARBOUR.id).bind(DESKS.id);
    app.db().run(statement).await.unwrap();
    let bo = app.sign_in(&BO).await;
    let file = bo.get(&format!("{LIST}?format=csv&sort=capacity")).await.expect(200);
    assert!(file.header("content-type").starts_with("text/csv"));
    let text = file.body();
    assert!(
        text.contains("\r\n'=1+1,desk,available,Harbour,Upper deck,Europe/Madrid,1,3,anyone,")
            || text.contains("\n'=1+1,desk,available,Harbour,Upper deck,Europe/Madrid,1,3,anyone,"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 4);
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    let app = TestApp::start().await;
    let mut tx = app.db().begin().await.unwrap();
    for number in 0..120 {
        sql("insert into resources (id, org_id, location_id, slug, name, kind, status, capacity, units, who, notice_minutes, horizon_days,
                 min_minutes, max_minutes, grid_minutes, buffer_before_minutes, buffer_after_minutes, change_notice_minutes, created_at)
             values ($1, $2, $3, $4, $4, 'vehicle', 'available', 1, 1, 'anyone', 0, 90, 30, 480, 30, 0, 0, 0, $5)")
            .bind(app.house.id())
            .bind(HARBOUR.id)
            .bind(BUILDING.id)
            .bind(format!("boat-{number:03}"))
            .bind(app.now())
            .run(&mut tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let bo = app.sign_in(&BO).await;
    let first = bo.get(&format!("{LIST}?kind=vehicle")).await.expect(200);
    assert!(
        first.has_text("1–50 of 120")
            && first.maybe_link("boat-049").is_some()
            && first.maybe_link("boat-050").is_none()
    );
    let second = bo.follow_link(&first, "Next").await;
    assert!(second.has_text("51–100 of 120") && second.maybe_link("boat-050").is_some(), "{second}");
    let third = bo.follow_link(&second, "Next").await;
    assert!(third.has_text("101–120 of 120") && third.maybe_link("Next").is_none(), "{third}");
    assert_eq!(third.link("Previous"), format!("{LIST}?kind=vehicle&page=2"));
}

#[tokio::test]
async fn an_empty_house_is_told_where_to_begin() {
    let app = TestApp::start().await;
    for table in ["delete from opening_hours", "delete from resources", "delete from locations"] {
        app.db().script(table).await.unwrap();
    }
    let ada = app.sign_in(&ADA).await;
    let list = ada.get(LIST).await.expect(200);
    assert!(list.has_text("First say where it stands."), "{list}");
    let sent = ada.get(&format!("{LIST}/new")).await.expect(303);
    let form = ada.follow(&sent).await.expect(200);
    assert_eq!(form.heading(), "New site");
    ada.submit(&form, "#form", &[("name", "Harbour"), ("zone", "Europe/Madrid")]).await.expect(303);
    assert!(ada.get(LIST).await.has_text("what can be booked belongs here"));
    assert_eq!(ada.get(&format!("{LIST}/new")).await.expect(200).heading(), "New resource");
    let dee = app.sign_in(&DEE).await;
    dee.get(LIST).await.expect(404);
}
