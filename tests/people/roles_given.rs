//! Who may make and give which roles, and where own roles count like built-in ones.

use crate::insight::book;
use crate::support::world::{BOARDROOM, BUILDING, FLOOR, PASSWORD};
use crate::support::{ADA, BO, CY, HARBOUR, TestApp};
use kernel::db::sql;
use platform::{Perm, Perms, Role};
use uuid::Uuid;

const TEAM: &str = "/o/harbour-house/people";
/// Looks after people, and may little else.
const KEEPER: [Perm; 5] = [Perm::Home, Perm::CalendarRead, Perm::BookingsMake, Perm::PeopleRead, Perm::PeopleManage];

async fn grant(app: &TestApp, user: Uuid) -> Uuid {
    let statement = sql("select id from grants where org_id = $1 and user_id = $2 order by created_at, id");
    statement.bind(HARBOUR.id).bind(user).one::<(Uuid,)>(app.db()).await.unwrap().0
}

#[tokio::test]
async fn nobody_makes_a_role_that_may_more_than_they_may() {
    let app = TestApp::start().await;
    let keeper = app.make_role(HARBOUR.id, "Keeper", Perms::of(&KEEPER)).await;
    let mighty = app.make_role(HARBOUR.id, "Mighty", Perms::of(&KEEPER).with(Perm::OrgManage)).await;
    let browser = app.sign_in_user(app.employ_as(HARBOUR.id, keeper, None).await).await;

    let page = browser.get(&format!("{TEAM}/roles/new")).await.expect(200);
    assert!(page.has_text("You may not do this everywhere and without an end yourself"), "{page}");
    let forged = page.form("#role").set("name", "More").forge("perms", Some("contacts_read"));
    browser.send_form(&forged).await.expect(403);
    browser.submit(&page, "#role", &[("name", "Less"), ("perms", "bookings_make")]).await.expect(303);

    // A copy of something mightier begins without what they may not give.
    let copy = browser.get(&format!("{TEAM}/roles/new?like=admin")).await.expect(200);
    let ticked: Vec<_> = copy.form("#role").values().into_iter().filter(|(name, _)| name == "perms").collect();
    assert_eq!(ticked.len(), KEEPER.len(), "{ticked:?}");

    // Neither can they touch what is mightier, nor make their own mightier.
    for path in [format!("{TEAM}/roles/{mighty}/details"), format!("{TEAM}/roles/{mighty}/archival")] {
        browser.get(&path).await.expect(403);
        browser.post(&path, &[("name", "Mine"), ("perms", "home"), ("version", "1")]).await.expect(403);
    }
    let own = format!("{TEAM}/roles/{keeper}/details");
    let widened = [("name", "Keeper"), ("perms", "people_manage"), ("perms", "org_manage"), ("version", "1")];
    browser.post(&own, &widened).await.expect(403);
    assert!(
        browser.get(&format!("{TEAM}/roles/{keeper}/preview?name=K&perms=org_manage&version=1")).await.status == 403
    );
}

#[tokio::test]
async fn roles_belong_to_no_place_so_who_looks_after_one_place_makes_none() {
    let app = TestApp::start().await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home])).await;
    let keeper = super::team::keeper(&app, BUILDING.id).await;
    let list = keeper.get(&format!("{TEAM}/roles")).await.expect(200);
    assert!(list.maybe_link("New role").is_none() && list.has_text("Front desk"), "{list}");
    keeper.get(&format!("{TEAM}/roles/new")).await.expect(403);
    keeper.get(&format!("{TEAM}/roles/{role}/details")).await.expect(403);
    keeper.post(&format!("{TEAM}/roles"), &[("name", "X"), ("perms", "home"), ("key", "k")]).await.expect(403);
    // But they give it at their place.
    let page = keeper.get(&format!("{TEAM}/invitations/new")).await.expect(200);
    let place = FLOOR.id.to_string();
    let fields =
        [("name", "Eve"), ("email", "eve@house.example"), ("role", &role.to_string()), ("location", place.as_str())];
    keeper.submit(&page, "#invitation", &fields).await.expect(303);
}

#[tokio::test]
async fn nobody_gives_changes_or_ends_a_role_that_may_more_than_they_may() {
    let app = TestApp::start().await;
    let keeper = app.make_role(HARBOUR.id, "Keeper", Perms::of(&KEEPER)).await;
    let mighty = app.make_role(HARBOUR.id, "Mighty", Perms::of(&KEEPER).with(Perm::OrgManage)).await;
    let browser = app.sign_in_user(app.employ_as(HARBOUR.id, keeper, None).await).await;
    let page = browser.get(&format!("{TEAM}/members/{}/grants/new", CY.id)).await.expect(200);
    let form = page.form("#grant");
    let offered = form.choices("role").into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(offered, [String::new(), "member".into(), keeper.to_string()], "member is all within theirs");
    for role in [mighty.to_string(), "owner".into(), "admin".into(), "viewer".into()] {
        browser.send_form(&page.form("#grant").forge("role", Some(&role))).await.expect(403);
    }
    browser.submit(&page, "#grant", &[("role", &keeper.to_string())]).await.expect(303);
    let held = app.grant_own(HARBOUR.id, BO.id, mighty, None).await;
    browser.post(&format!("{TEAM}/grants/{held}/end"), &[]).await.expect(403);
    browser.post(&format!("{TEAM}/grants/{}/end", grant(&app, ADA.id).await), &[]).await.expect(403);
    browser.post(&format!("{TEAM}/grants/{}/end", grant(&app, CY.id).await), &[]).await.expect(303);
}

#[tokio::test]
async fn what_a_role_may_counts_when_it_is_given_not_when_the_form_was_drawn() {
    let app = TestApp::start().await;
    let keeper = app.make_role(HARBOUR.id, "Keeper", Perms::of(&KEEPER)).await;
    let small = app.make_role(HARBOUR.id, "Small", Perms::of(&[Perm::Home])).await;
    let browser = app.sign_in_user(app.employ_as(HARBOUR.id, keeper, None).await).await;
    let page = browser.get(&format!("{TEAM}/members/{}/grants/new", CY.id)).await.expect(200);
    let invite = browser.get(&format!("{TEAM}/invitations/new")).await.expect(200);
    let fields = [("name", "Eve"), ("email", "eve@house.example"), ("role", &small.to_string())];
    browser.submit(&invite, "#invitation", &fields).await.expect(303);
    let widen =
        sql("update roles set perms = $2 where id = $1").bind(small).bind(kernel::db::Json(["home", "org_manage"]));
    app.db().run(widen).await.unwrap();
    browser.submit(&page, "#grant", &[("role", &small.to_string())]).await.expect(403);
    // An invitation that became mightier than its sender is void.
    app.settle().await;
    let link = app.mail_to("eve@house.example").await[0].link("/invitations/");
    app.guest().get(&link).await.expect(404);
}

#[tokio::test]
async fn nobody_gives_what_lasts_longer_than_their_own() {
    let app = TestApp::start().await;
    let user = app.employ(HARBOUR.id, Role::Admin).await;
    let limit = sql("update grants set ends_at = $2 where user_id = $1").bind(user);
    let end: chrono::DateTime<chrono::Utc> = "2026-03-11T23:00:00Z".parse().unwrap(); // the end of a day in Madrid
    app.db().run(limit.bind(end)).await.unwrap();
    let admin = app.sign_in_user(user).await;
    // Not to themselves, not to others, not by mail; until their own last day they may.
    for someone in [user, CY.id] {
        let page = admin.get(&format!("{TEAM}/members/{someone}/grants/new")).await.expect(200);
        for until in ["", "2026-03-12"] {
            let refused = admin.submit(&page, "#grant", &[("role", "admin"), ("until", until)]).await.expect(422);
            assert!(refused.problem("until").is_some(), "{refused}");
        }
    }
    let own = admin.get(&format!("{TEAM}/grants/{}", grant(&app, user).await)).await.expect(200);
    admin.submit(&own, "#grant", &[("until", "")]).await.expect(422);
    let page = admin.get(&format!("{TEAM}/members/{}/grants/new", CY.id)).await.expect(200);
    admin.submit(&page, "#grant", &[("role", "admin"), ("until", "2026-03-11")]).await.expect(303);
    let invite = admin.get(&format!("{TEAM}/invitations/new")).await.expect(200);
    let fields = [("name", "Eve"), ("email", "eve@house.example"), ("role", "member")];
    assert!(admin.submit(&invite, "#invitation", &fields).await.expect(422).problem("until").is_some());
    // Roles have no end, so who has one makes none, and widens none that they hold for good.
    admin.get(&format!("{TEAM}/roles/new")).await.expect(403);
    let held = app.make_role(HARBOUR.id, "Held", Perms::of(&[Perm::Home])).await;
    app.grant_own(HARBOUR.id, user, held, None).await;
    let fields = [("name", "Held"), ("perms", "org_manage"), ("version", "1")];
    admin.post(&format!("{TEAM}/roles/{held}/details"), &fields).await.expect(403);
}

#[tokio::test]
async fn an_invitation_to_an_own_role_becomes_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home, Perm::ContactsRead])).await;
    let page = ada.get(&format!("{TEAM}/invitations/new")).await.expect(200);
    let fields = [("name", "Eve"), ("email", "eve@house.example"), ("role", &role.to_string())];
    ada.submit(&page, "#invitation", &fields).await.expect(303);
    assert!(ada.get(TEAM).await.expect(200).has_text("Front desk"));
    app.settle().await;
    let mail = app.mail_to("eve@house.example").await;
    assert!(mail[0].text_body.contains("as Front desk"), "{}", mail[0].text_body);
    let eve = app.guest();
    let door = eve.get(&mail[0].link("/invitations/")).await.expect(200);
    eve.submit(&door, "#join", &[("name", "Eve"), ("password", PASSWORD)]).await.expect(303);
    eve.get("/o/harbour-house/contacts").await.expect(200);
    eve.get("/o/harbour-house/resources").await.expect(403);
    assert!(eve.get("/organisations").await.expect(200).has_text("Front desk"));
    let team = ada.get(&format!("{TEAM}?role={role}")).await.expect(200);
    assert!(team.maybe_link("Eve").is_some() && team.maybe_link(BO.name).is_none(), "{team}");
    assert!(team.has_text("Role: Front desk"), "{team}");
}

#[tokio::test]
async fn news_by_mail_go_to_own_roles_that_may_read_them() {
    let app = TestApp::start().await;
    let reads = app.make_role(HARBOUR.id, "Reads", Perms::of(&[Perm::BookingsRead])).await;
    let works = app.make_role(HARBOUR.id, "Works", Perms::of(&[Perm::BookingsRead, Perm::BookingsManage])).await;
    let blind = app.make_role(HARBOUR.id, "Blind", Perms::of(&[Perm::Home, Perm::BookingsManage])).await;
    let mut people = Vec::new();
    for (role, place) in [(reads, None), (works, Some(BUILDING.id)), (blind, None)] {
        people.push(app.employ_as(HARBOUR.id, role, place).await);
    }
    let letters = |user: Uuid| {
        let app = &app;
        async move {
            let rows: Vec<(String,)> =
                sql("select mail from notifications where org_id = $1 and user_id = $2 order by at, id")
                    .bind(HARBOUR.id)
                    .bind(user)
                    .all(app.db())
                    .await
                    .expect("rows");
            rows.into_iter().map(|(mail,)| mail).collect::<Vec<_>>()
        }
    };
    book(&app, &HARBOUR, &ADA, &BOARDROOM, "2026-03-03T10:00", "2026-03-03T11:00", "Board").await;
    app.settle().await;
    assert!(letters(people[0]).await.is_empty(), "who only reads did not ask for news");
    assert_eq!(letters(people[1]).await, ["at_once"], "whose work it is hears of it");
    for user in &people {
        let choose = sql(
            "insert into notification_choices (org_id, user_id, kind, in_app, mail, chat) values ($1, $2, 'booking_made', true, 'at_once', false)",
        );
        app.db().run(choose.bind(HARBOUR.id).bind(*user)).await.expect("a choice");
    }
    book(&app, &HARBOUR, &ADA, &BOARDROOM, "2026-03-03T12:00", "2026-03-03T13:00", "Board").await;
    app.settle().await;
    assert_eq!(letters(people[0]).await, ["at_once"], "who chose them gets them");
    assert!(letters(people[2]).await.is_empty(), "who may not read bookings gets none, whatever they choose");
}

#[tokio::test]
async fn a_role_that_may_everything_is_no_owner() {
    let app = TestApp::start().await;
    let all = app.make_role(HARBOUR.id, "Nearly owner", Perms::all()).await;
    let user = app.employ_as(HARBOUR.id, all, None).await;
    let browser = app.sign_in_user(user).await;
    browser.get("/o/harbour-house/settings").await.expect(200);
    browser.post(&format!("{TEAM}/grants/{}/end", grant(&app, ADA.id).await), &[]).await.expect(403);
    let page = browser.get(&format!("{TEAM}/members/{}/grants/new", CY.id)).await.expect(200);
    browser.send_form(&page.form("#grant").forge("role", Some(Role::Owner.name()))).await.expect(403);
}
