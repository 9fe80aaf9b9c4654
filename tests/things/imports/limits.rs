//! Whose rights an import has.

use super::{IMPORTS, applied, checked, counts, send};
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, BO, CY, HARBOUR, TestApp};
use crate::things::assets::{asset, category};
use kernel::db::sql;
use platform::Role;

#[tokio::test]
async fn a_keeper_of_a_floor_imports_what_is_and_belongs_there() {
    let app = TestApp::start().await;
    let kind = category(&app, "Tools", "T-###").await;
    asset(&app, kind, "THERE", Some(SITE.id)).await;
    asset(&app, kind, "HERE", Some(FLOOR.id)).await;
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.sign_in_user(user).await;
    let text = format!(
        "Asset tag,Name,Category,Default location\nHERE,Mine now,,\nTHERE,Not mine,,\nN-1,New here,Tools,{}\nN-2,New there,Tools,{}\nN-3,New nowhere,Tools,\nN-4,New kind,Anchors,{}\n",
        FLOOR.name, SITE.name, FLOOR.name
    );
    let page = checked(&app, &keeper, text.as_bytes()).await;
    assert_eq!(counts(&app).await, [1, 1, 0, 4], "{page}");
    for told in [
        "You may not change this asset",
        "There is no location called",
        "your rights hold at some of them",
        "no category called Anchors",
    ] {
        assert!(page.has_text(told), "{told}: {page}");
    }
    // Whoever loses their rights before the work begins writes nothing.
    let other = checked(&app, &keeper, b"Asset tag,Name\nHERE,Never\n").await;
    applied(&app, &keeper, &page).await;
    assert_eq!(app.count("assets").await, 3);
    keeper.submit(&other, "#apply", &[]).await.expect(303);
    let end = sql("update grants set ended_at = $3 where org_id = $1 and user_id = $2");
    app.db().run(end.bind(HARBOUR.id).bind(user).bind(app.now())).await.unwrap();
    app.settle().await;
    let names: Vec<(String,)> = sql("select name from assets where tag = 'HERE'").all(app.db()).await.unwrap();
    assert_eq!(names[0].0, "Mine now");
}

#[tokio::test]
async fn imports_are_seen_by_who_sent_them_and_who_keeps_everything() {
    let app = TestApp::start().await;
    category(&app, "Tools", "T-###").await;
    let ada = app.sign_in(&ADA).await;
    let sent = send(&ada, b"Name,Category\nOne,Tools\n").await.expect(303);
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.sign_in_user(user).await;
    keeper.get(sent.location()).await.expect(404);
    keeper.post(&format!("{}/application", sent.location()), &[]).await.expect(404);
    assert!(!keeper.get(IMPORTS).await.expect(200).has_text("assets.csv"));
    app.sign_in(&BO).await.get(sent.location()).await.expect(200);
    app.sign_in(&CY).await.get(IMPORTS).await.expect(403);
}
