//! The team: who holds what, who held something before, and what each role may do.

use super::super::model::{Block, Ending, Held, Period, TeamFilter, Tree, periods};
use super::super::{actions, policy, store};
use super::{back, manageable, may_hand, own_roles, until};
use crate::views::orgs::{former as former_view, member as member_view, permissions as permissions_view, team as view};
use crate::views::tabs::{self, Tab};
use chrono::{DateTime, Utc};
use kernel::time::{day_text, wall};
use kernel::{Error, Result};
use member_view::{MemberPage, PastLine};
use platform::web::{Answer, Id, Page, Query};
use platform::{AnyRole, Perm, Reach, Role, Scope};
use view::{BlockLine, GrantLine, InvitationLine, MemberLine, TeamPage};

pub(super) async fn index(scope: Scope, page: Page, Query(filter): Query<TeamFilter>) -> Answer {
    let reach = scope.reach(Perm::PeopleRead);
    let mut members = store::team(scope.db(), scope.org_id(), &filter, &reach, scope.now).await?;
    let is_more = members.len() as i64 > store::PAGE;
    members.truncate(store::PAGE as usize);
    let may_manage = scope.may(Perm::PeopleManage);
    let invitations = match may_manage {
        true => manageable(
            &scope,
            store::open_invitations(scope.db(), scope.org_id(), &scope.reach(Perm::PeopleManage)).await?,
        ),
        false => Vec::new(),
    };
    let void = actions::void(&scope.house, &scope.org, &invitations).await?;
    // Whom another system keeps out is for those who look after everybody.
    let blocks = match scope.reach(Perm::PeopleManage) == Reach::Everywhere {
        true => store::blocks(scope.db(), scope.org_id()).await?,
        false => Vec::new(),
    };
    let lines: Vec<MemberLine> = members
        .into_iter()
        .map(|member| MemberLine {
            path: scope.org.path(&format!("/people/members/{}", member.user_id)),
            grants: member.grants.iter().map(|held| line(&scope, held)).collect(),
            name: member.name,
            email: member.email,
        })
        .collect();
    let invitations: Vec<InvitationLine> = invitations
        .into_iter()
        .map(|invitation| InvitationLine {
            path: scope.org.path(&format!("/people/invitations/{}", invitation.id)),
            is_over: invitation.expires_at <= scope.now,
            is_void: void.contains(&invitation.id),
            is_blocked: blocks.iter().any(|block| block.email == invitation.email),
            role: invitation.wish.role.label().to_owned(),
            place: invitation.location_name,
            until: until(&scope, Some(invitation.expires_at)).unwrap_or_default(),
            id: invitation.id,
            name: invitation.name,
            email: invitation.email,
        })
        .collect();
    let roles = every_role(&scope).await?;
    let shown = TeamPage {
        base: &scope.org.path("/people"),
        tabs: tabs(&scope, Tab::Team),
        filter: &filter,
        roles: &roles,
        members: &lines,
        is_more,
        invitations: &invitations,
        blocks: &blocks.iter().map(|block| block_line(&scope, block)).collect::<Vec<_>>(),
        may_manage,
    };
    Ok(page.show(&scope, "Team", view::page(&shown)))
}

pub(super) async fn lift(scope: Scope, Id(id): Id) -> Answer {
    let email = actions::lift(&scope, id).await?;
    Ok(back(&scope, "/people", format!("{email} is not blocked any more.")))
}

pub(super) async fn member(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let reach = scope.reach(Perm::PeopleRead);
    let grants = store::grants_of(scope.db(), scope.org_id(), &[id], &reach, scope.now).await?;
    // What somebody held before is for those who look after people.
    let past = match scope.may(Perm::PeopleManage) {
        true => store::all_of(scope.db(), scope.org_id(), id).await?,
        false => Default::default(),
    };
    let tree = store::tree(scope.db(), scope.org_id()).await?;
    let manages = scope.reach(Perm::PeopleManage);
    let history: Vec<PastLine> = periods(&past.0, &past.1, scope.now)
        .into_iter()
        .filter(|period| policy::sees(&manages, period.location_id))
        .map(|period| past_line(&scope, &tree, period))
        .collect();
    // Somebody who holds nothing here, and never did as far as the viewer may know, is nobody here.
    let known = grants.first().or_else(|| past.0.first().filter(|_| !history.is_empty()).map(|past| &past.held));
    let Some(first) = known else { return Err(Error::NotFound.into()) };
    let lines: Vec<GrantLine> = grants.iter().map(|held| line(&scope, held)).collect();
    let (name, email) = (first.user_name.clone(), first.user_email.clone());
    let block = store::block_of(scope.db(), scope.org_id(), &email).await?;
    let block = block.map(|block| block_line(&scope, &block));
    let shown = MemberPage {
        base: &scope.org.path("/people"),
        user: id,
        name: &name,
        email: &email,
        block: block.as_ref(),
        grants: &lines,
        history: &history,
        may_give: !grants.is_empty() && !policy::roles_to_hand(&scope.viewer, &own_roles(&scope).await?).is_empty(),
    };
    Ok(page.show(&scope, &name, member_view::page(&shown)))
}

pub(super) async fn former(scope: Scope, page: Page, Query(filter): Query<TeamFilter>) -> Answer {
    let reach = scope.reach(Perm::PeopleManage);
    let mut people = store::former(scope.db(), scope.org_id(), &filter, &reach, scope.now).await?;
    let is_more = people.len() as i64 > store::PAGE;
    people.truncate(store::PAGE as usize);
    let lines: Vec<former_view::FormerLine> = people
        .into_iter()
        .map(|(id, name, email, left)| former_view::FormerLine {
            path: scope.org.path(&format!("/people/members/{id}")),
            name,
            email,
            since: day(&scope, left),
        })
        .collect();
    let base = scope.org.path("/people/former");
    let main = former_view::page(&base, tabs(&scope, Tab::Former), &filter, &lines, is_more);
    Ok(page.show(&scope, "Former members", main))
}

pub(super) async fn permissions(scope: Scope, page: Page) -> Answer {
    // Own ones first: the built-in ones are known, and the table is wide.
    let mut roles = every_role(&scope).await?;
    roles.sort_by_key(|role| role.built_in().is_some());
    Ok(page.show(&scope, "Permissions", permissions_view::page(tabs(&scope, Tab::Permissions), &roles)))
}

/// The tabs over the pages of the wing that are about the team.
pub(crate) fn tabs(scope: &Scope, current: Tab) -> maud::Markup {
    tabs::tabs(&scope.org.path("/people"), scope.may(Perm::PeopleManage), current)
}

/// The built-in roles, the mightiest first, then the organisation's own.
async fn every_role(scope: &Scope) -> Result<Vec<AnyRole>> {
    let own = own_roles(scope).await?;
    Ok(Role::ALL.into_iter().map(AnyRole::from).chain(own.into_iter().map(AnyRole::from)).collect())
}

fn line(scope: &Scope, held: &Held) -> GrantLine {
    GrantLine {
        id: held.id,
        path: scope.org.path(&format!("/people/grants/{}", held.id)),
        role: held.role.label().to_owned(),
        place: held.location_name.clone(),
        until: until(scope, held.ends_at),
        given_by: held.given_by.clone(),
        since: day(scope, held.created_at),
        may_change: may_hand(scope, &held.role, held.location_id),
    }
}

fn block_line(scope: &Scope, block: &Block) -> BlockLine {
    BlockLine {
        path: scope.org.path(&format!("/people/blocks/{}", block.id)),
        id: block.id,
        email: block.email.clone(),
        phrase: block.phrase(),
        since: day(scope, block.blocked_at),
        may_lift: scope.reach(Perm::PeopleManage) == Reach::Everywhere,
    }
}

fn past_line(scope: &Scope, tree: &Tree, period: Period) -> PastLine {
    let (until, end) = match period.ending {
        Ending::Itself => (super::super::model::last_day(scope.org.zone(), period.until), None),
        Ending::EndedBy(name) => (day(scope, period.until), Some(("ended", name))),
        Ending::ChangedBy(name) => (day(scope, period.until), Some(("changed", name))),
    };
    PastLine {
        role: period.role,
        place: tree.label(period.location_id),
        from: day(scope, period.from),
        given_by: period.given_by,
        until,
        end,
    }
}

fn day(scope: &Scope, at: DateTime<Utc>) -> String {
    day_text(wall(scope.org.zone(), at).date())
}
