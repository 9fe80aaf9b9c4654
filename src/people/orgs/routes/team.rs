//! The team: who holds what, and what each role may do.

use super::super::model::{Held, TeamFilter};
use super::super::{actions, policy, store};
use super::{manageable, may_hand, until};
use crate::views::orgs::{member as member_view, permissions as permissions_view, team as view};
use kernel::Error;
use platform::web::{Answer, Id, Page, Query};
use platform::{Perm, Scope};
use view::{GrantLine, InvitationLine, MemberLine, TeamPage};

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
            role: invitation.wish.role,
            place: invitation.location_name,
            until: until(&scope, Some(invitation.expires_at)).unwrap_or_default(),
            id: invitation.id,
            name: invitation.name,
            email: invitation.email,
        })
        .collect();
    let base = scope.org.path("/people");
    let shown =
        TeamPage { base: &base, filter: &filter, members: &lines, is_more, invitations: &invitations, may_manage };
    Ok(page.show(&scope, "Team", view::page(&shown)))
}

pub(super) async fn member(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let reach = scope.reach(Perm::PeopleRead);
    let grants = store::grants_of(scope.db(), scope.org_id(), &[id], &reach, scope.now).await?;
    // Somebody who holds nothing here is nobody here.
    let Some(first) = grants.first() else { return Err(Error::NotFound.into()) };
    let lines: Vec<GrantLine> = grants.iter().map(|held| line(&scope, held)).collect();
    let (name, email) = (first.user_name.clone(), first.user_email.clone());
    let shown = member_view::MemberPage {
        base: &scope.org.path("/people"),
        user: id,
        name: &name,
        email: &email,
        grants: &lines,
        may_give: !policy::roles_to_hand(&scope.viewer).is_empty(),
    };
    Ok(page.show(&scope, &name, member_view::page(&shown)))
}

pub(super) async fn permissions(scope: Scope, page: Page) -> Answer {
    Ok(page.show(&scope, "Permissions", permissions_view::page(&scope.org.path("/people"))))
}

fn line(scope: &Scope, held: &Held) -> GrantLine {
    GrantLine {
        id: held.id,
        path: scope.org.path(&format!("/people/grants/{}", held.id)),
        role: held.role,
        place: held.location_name.clone(),
        until: until(scope, held.ends_at),
        given_by: held.given_by.clone(),
        since: kernel::time::day_text(kernel::time::wall(scope.org.zone(), held.created_at).date()),
        may_change: may_hand(scope, held.role, held.location_id),
    }
}
