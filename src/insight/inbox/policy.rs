//! What a source may do.

use super::model::Source;
use people::orgs::policy::is_mightier;
use platform::{AnyRole, Perms, Role, Viewer};

/// Whoever is mightier than this is never blocked by a source that hands out no roles.
const BLOCKABLE: Role = Role::Manager;

/// May the source give and take this role?
pub fn may_hand(source: &Source, role: Role) -> bool {
    source.top_role().is_some_and(|top| !is_mightier(role, top))
}

/// May the source block somebody who holds these roles?
pub fn may_block(source: &Source, held: &[AnyRole]) -> bool {
    let top = source.top_role().unwrap_or(BLOCKABLE);
    let is_beyond = |role: &AnyRole| match role {
        AnyRole::BuiltIn(role) => is_mightier(*role, top),
        AnyRole::Own(own) => !own.perms.is_within(Perms::of(top.perms())),
    };
    source.may_block && !held.iter().any(is_beyond)
}

/// May this viewer let a source hand out roles up to this one? Nobody hands on more than they have.
pub fn may_allow(viewer: &Viewer, top: Option<Role>) -> bool {
    top.is_none_or(|top| top != Role::Owner && people::orgs::policy::may_hand(viewer, &top.into(), None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::context::Grant;
    use uuid::Uuid;

    fn source(top_role: Option<&str>, may_block: bool) -> Source {
        Source {
            id: Uuid::nil(),
            org_id: Uuid::nil(),
            name: String::new(),
            secret: String::new(),
            previous_secret: None,
            previous_until: None,
            top_role: top_role.map(str::to_owned),
            may_block,
            may_contacts: false,
            enabled: true,
            created_by: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    #[test]
    fn a_source_hands_out_no_more_than_it_was_allowed() {
        let manager = source(Some("manager"), true);
        assert!(may_hand(&manager, Role::Manager) && may_hand(&manager, Role::Member));
        assert!(!may_hand(&manager, Role::Admin) && !may_hand(&source(None, true), Role::Member));
        assert!(
            may_block(&manager, &[Role::Manager.into()])
                && !may_block(&manager, &[Role::Member.into(), Role::Admin.into()])
        );
        assert!(!may_block(&source(Some("admin"), false), &[]));
        assert!(
            may_block(&source(None, true), &[Role::Member.into()])
                && !may_block(&source(None, true), &[Role::Owner.into()])
        );
        assert!(
            !may_block(&source(Some("admin"), true), &[Role::Owner.into()]),
            "an owner is never blocked from outside"
        );
    }

    #[test]
    fn nobody_hands_on_more_than_they_have() {
        let viewer = |role| Viewer {
            grants: vec![Grant { role: AnyRole::from(role), within: None, categories: None, ends_at: None }],
            ..Viewer::default()
        };
        assert!(may_allow(&viewer(Role::Admin), Some(Role::Admin)) && may_allow(&viewer(Role::Manager), None));
        assert!(!may_allow(&viewer(Role::Owner), Some(Role::Owner)));
        assert!(!may_allow(&viewer(Role::Manager), Some(Role::Member)), "a manager does not look after people");
    }
}
