//! Races about roles: the last owner stays, and nobody is left with a role that was archived. Each with the guard off too.

use crate::support::{ADA, Browser, CY, HARBOUR, TestApp};
use kernel::db::{Engine, sql};
use platform::{Perm, Perms, Role};
use uuid::Uuid;

const TEAM: &str = "/o/harbour-house/people";
/// Rounds of a race.
const ROUNDS: usize = 12;

async fn owners(app: &TestApp) -> i64 {
    let owners = sql("select count(*) from grants where org_id = $1 and role = 'owner' and ended_at is null");
    owners.bind(HARBOUR.id).one::<(i64,)>(app.db()).await.unwrap().0
}

async fn grant(app: &TestApp, user: Uuid) -> Uuid {
    let statement = sql("select id from grants where org_id = $1 and user_id = $2 order by created_at, id");
    statement.bind(HARBOUR.id).bind(user).one::<(Uuid,)>(app.db()).await.unwrap().0
}

/// Three owners who all lose their role at once: two end a colleague's, one makes a viewer of the third. How many are left.
async fn all_at_once(app: &TestApp) -> i64 {
    let (bel, cat) = (app.employ(HARBOUR.id, Role::Owner).await, app.employ(HARBOUR.id, Role::Owner).await);
    let browsers = [app.sign_in(&ADA).await, app.sign_in_user(bel).await, app.sign_in_user(cat).await];
    let grants = [grant(app, ADA.id).await, grant(app, bel).await, grant(app, cat).await];
    let end = async |browser: &Browser, grant: Uuid| {
        browser.post(&format!("{TEAM}/grants/{grant}/end"), &[]).await.status.as_u16()
    };
    let demote = async |browser: &Browser, grant: Uuid| {
        let fields = [("role", "viewer"), ("version", "1")];
        browser.post(&format!("{TEAM}/grants/{grant}"), &fields).await.status.as_u16()
    };
    let (one, two, three) =
        tokio::join!(end(&browsers[0], grants[1]), end(&browsers[1], grants[2]), demote(&browsers[2], grants[0]));
    assert!([one, two, three].iter().all(|status| [303, 403, 404, 409].contains(status)), "{one} {two} {three}");
    owners(app).await
}

#[tokio::test]
async fn owners_who_end_each_other_at_once_leave_an_owner() {
    for _ in 0..ROUNDS {
        let app = TestApp::start().await;
        assert!(all_at_once(&app).await >= 1, "nobody owns the house any more");
    }
}

/// All ends of a grant whose requests have been let in already: only the schema stands between them and an ownerless house.
async fn end_all_owners(app: &TestApp) -> usize {
    let bel = app.employ(HARBOUR.id, Role::Owner).await;
    let (of_ada, of_bel) = (grant(app, ADA.id).await, grant(app, bel).await);
    let mut scope = app.scope(HARBOUR.slug, &ADA).await;
    scope.request_id = "one".into();
    let other = platform::Scope { request_id: "two".into(), ..scope.clone() };
    let (one, two) =
        tokio::join!(people::orgs::actions::end(&scope, of_bel), people::orgs::actions::end(&other, of_ada));
    for refused in [one.as_ref().err(), two.as_ref().err()].into_iter().flatten() {
        assert!(refused.is_conflict("last_owner"), "{refused}");
    }
    usize::from(one.is_ok()) + usize::from(two.is_ok())
}

#[tokio::test]
async fn of_two_who_end_the_last_two_owners_one_succeeds() {
    for _ in 0..ROUNDS {
        let app = TestApp::start().await;
        assert_eq!((end_all_owners(&app).await, owners(&app).await), (1, 1));
    }
}

#[tokio::test]
async fn without_the_guard_the_last_owner_is_lost() {
    let app = TestApp::start().await;
    let off = match app.db().engine() {
        Engine::Sqlite => "drop trigger last_owner",
        Engine::Postgres => "drop trigger last_owner on grants",
    };
    app.db().script(off).await.unwrap();
    assert_eq!((end_all_owners(&app).await, owners(&app).await), (2, 0), "nothing but the guard keeps this promise");
}

/// Somebody gives a role while somebody else archives it. Answers whether anybody holds an archived role then.
async fn give_and_archive(app: &TestApp) -> bool {
    let ada = app.sign_in(&ADA).await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home])).await;
    let page = ada.get(&format!("{TEAM}/members/{}/grants/new", CY.id)).await.expect(200);
    let give = page.form("#grant").set("role", &role.to_string());
    let path = format!("{TEAM}/roles/{role}/archival");
    let archive = [("version", "1")];
    let (given, archived) = tokio::join!(ada.send_form(&give), ada.post(&path, &archive));
    let (given, archived) = (given.status.as_u16(), archived.status.as_u16());
    assert!([303, 404, 409, 422].contains(&given) && [303, 422].contains(&archived), "{given} {archived}");
    let lost = sql("select count(*) from grants g join roles r on r.org_id = g.org_id and r.id = g.role_id
         where g.org_id = $1 and r.archived_at is not null and g.ended_at is null");
    lost.bind(HARBOUR.id).one::<(i64,)>(app.db()).await.unwrap().0 > 0
}

#[tokio::test]
async fn a_role_that_is_given_while_it_is_archived_is_one_or_the_other() {
    for _ in 0..ROUNDS {
        let app = TestApp::start().await;
        assert!(!give_and_archive(&app).await, "somebody holds an archived role");
    }
}

#[tokio::test]
async fn without_the_guards_an_archived_role_is_held() {
    let app = TestApp::start().await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home])).await;
    let archive = || sql("update roles set archived_at = $2 where id = $1").bind(role).bind(app.now());
    let give = || {
        sql("insert into grants (id, org_id, user_id, role_id, created_at) values ($1, $2, $3, $4, $5)")
            .bind(app.house.id())
            .bind(HARBOUR.id)
            .bind(CY.id)
            .bind(role)
            .bind(app.now())
    };
    app.db().run(archive()).await.unwrap();
    assert!(app.db().run(give()).await.unwrap_err().is_conflict("role_archived"));
    let (given_off, held_off) = match app.db().engine() {
        Engine::Sqlite => ("drop trigger role_archived_grant_insert", "drop trigger role_held"),
        Engine::Postgres => ("drop trigger role_archived on grants", "drop trigger role_held on roles"),
    };
    app.db().script(given_off).await.unwrap();
    app.db().run(give()).await.unwrap();
    app.db().run(sql("update roles set archived_at = null where id = $1").bind(role)).await.unwrap();
    assert!(app.db().run(archive()).await.unwrap_err().is_conflict("role_held"));
    app.db().script(held_off).await.unwrap();
    app.db().run(archive()).await.unwrap();
}
