//! Found by words: its own, those of who has it, those of its codes, as they are now and as nothing else was.

use super::{ASSETS, asset, category};
use crate::keeping::harness::{back_up, restored_from};
use crate::people::contacts::keep;
use crate::support::smtp::SmtpServer;
use crate::support::world::FLOOR;
use crate::support::{ADA, BO, Browser, HARBOUR, TestApp};
use kernel::db::{Engine, sql};

/// The tags of those that are found, among these.
async fn found(browser: &Browser, words: &str) -> Vec<&'static str> {
    let list = browser.get(&format!("{ASSETS}?text={}", words.replace(' ', "+"))).await.expect(200);
    ["NB-1", "NB-2"].into_iter().filter(|tag| list.maybe_link(tag).is_some()).collect()
}

async fn hand_over(browser: &Browser, tag: &str, person: &str) {
    let form = browser.get(&format!("{ASSETS}/check-out?assets={tag}")).await.expect(200);
    browser.submit(&form, "#check-out", &[("to", "person"), ("person", person)]).await.expect(303);
}

#[tokio::test]
async fn an_asset_is_found_by_what_is_so_now() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    asset(&app, kind, "NB-2", Some(FLOOR.id)).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Öberg", "zoe@guest.example", "", "staff").await;
    let ada = app.sign_in(&ADA).await;
    let none = Vec::<&str>::new();
    // Its own words, and letters that stand in them but not side by side.
    assert_eq!(found(&ada, "ing nb-1").await, ["NB-1"]);
    assert_eq!(found(&ada, "thing").await, ["NB-1", "NB-2"]);
    assert_eq!(found(&ada, "nb").await, ["NB-1", "NB-2"], "also what is too short for an index");
    assert_eq!(found(&ada, "thinghin").await, none);
    // A further code.
    let code = sql("insert into asset_codes (id, org_id, asset_id, code, code_key, created_at) values ($1, $2, $3, '4006381333931', '4006381333931', $4)")
        .bind(app.house.id())
        .bind(HARBOUR.id)
        .bind(id)
        .bind(app.now());
    app.db().run(code).await.expect("a code");
    assert_eq!((found(&ada, "33393").await, found(&ada, "31").await), (vec!["NB-1"], vec!["NB-1"]));
    app.db().run(sql("delete from asset_codes where asset_id = $1").bind(id)).await.expect("no code");
    assert_eq!(found(&ada, "33393").await, none);
    // Who has it, whatever the case of the letters; not who had it, nor what they were called.
    hand_over(&ada, "NB-1", "Zoe").await;
    for words in ["zoe", "ÖBERG", "berg zoe", "zoe@guest", "zo", "oberg nb"] {
        let wanted = if words.starts_with('o') { none.clone() } else { vec!["NB-1"] };
        assert_eq!(found(&ada, words).await, wanted, "{words}");
    }
    let renamed =
        sql("update contacts set name = 'Mara Lind', email = 'mara@guest.example' where id = $1").bind(zoe.id);
    app.db().run(renamed).await.expect("another name");
    assert_eq!((found(&ada, "mara lind").await, found(&ada, "zoe").await), (vec!["NB-1"], none.clone()));
    if app.db().engine() == Engine::Sqlite {
        let left: Vec<(i64,)> =
            sql("select rowid from _asset_words_index where _asset_words_index match '\"zoe\" OR \"öbe\"'")
                .all(app.db())
                .await
                .unwrap();
        assert_eq!(left, [], "an earlier name is in no index either");
    }
    let form = ada.get(&format!("{ASSETS}/check-in?assets=NB-1")).await.expect(200);
    ada.submit(&form, "#check-in", &[]).await.expect(303);
    assert_eq!(found(&ada, "mara").await, none);
    // And what it is called.
    let page = ada.get(&format!("{ASSETS}/{id}/form")).await.expect(200);
    ada.submit(&page, "#asset", &[("name", "Ultrabook")]).await.expect(303);
    assert_eq!((found(&ada, "trabo").await, found(&ada, "thing").await), (vec!["NB-1"], vec!["NB-2"]));
}

#[tokio::test]
async fn a_house_that_comes_back_finds_what_it_found() {
    let mail = SmtpServer::start().await;
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    hand_over(&app.sign_in(&ADA).await, "NB-1", "Zoe").await;
    app.settle().await;
    let file = back_up(&app).await;
    let back = restored_from(&file, &app, &mail).await;
    let bo = back.sign_in(&BO).await;
    for words in ["hing", "zoe park", "guest.ex"] {
        assert_eq!(found(&bo, words).await, ["NB-1"], "{words}");
    }
    assert!(back.house.db.integrity().await.expect("an answer").is_empty(), "the index is whole");
}
