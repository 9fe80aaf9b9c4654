//! The built-in roles, the roles that organisations make, and what each of them may do.

use super::{Perm, Perms};
use kernel::db::Json;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A named set of permissions. Stored by its `name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, for good: there is always one.
    Owner,
    /// Everything in the organisation.
    Admin,
    /// Runs the day: bookings, places, people's questions.
    Manager,
    /// Money: reads what was booked, and by whom.
    Finance,
    /// Answers clients.
    Support,
    /// Looks after what the organisation owns.
    AssetAdmin,
    /// Looks after all bookings.
    BookingManager,
    /// Writes to clients.
    CampaignManager,
    /// Looks after buildings and rooms.
    FacilityManager,
    /// Reads what clients write in public.
    Moderator,
    /// Brings something of their own to be booked.
    Supplier,
    /// Looks, and changes nothing.
    Viewer,
    /// Uses the house: books for themselves.
    Member,
}

use Perm::*;

impl Role {
    /// All of them, the mightiest first.
    pub const ALL: [Role; 13] = [
        Role::Owner,
        Role::Admin,
        Role::Manager,
        Role::Finance,
        Role::Support,
        Role::AssetAdmin,
        Role::BookingManager,
        Role::CampaignManager,
        Role::FacilityManager,
        Role::Moderator,
        Role::Supplier,
        Role::Viewer,
        Role::Member,
    ];

    /// What it may do.
    pub fn perms(self) -> &'static [Perm] {
        match self {
            Role::Owner | Role::Admin => &Perm::ALL,
            Role::Manager => &[
                Home,
                CalendarRead,
                BookingsRead,
                BookingsMake,
                BookingsManage,
                ContactsRead,
                ContactsManage,
                ResourcesRead,
                ResourcesManage,
                PeopleRead,
                MessagesRead,
                AuditRead,
                AssetsRead,
                AssetsLend,
                AssetsManage,
            ],
            Role::Finance => &[Home, CalendarRead, BookingsRead, ContactsRead, ResourcesRead, AssetsRead],
            Role::Support => &[
                Home,
                CalendarRead,
                BookingsRead,
                BookingsMake,
                BookingsManage,
                ContactsRead,
                ContactsManage,
                ResourcesRead,
                MessagesRead,
                AssetsRead,
                AssetsLend,
            ],
            Role::BookingManager => &[
                Home,
                CalendarRead,
                BookingsRead,
                BookingsMake,
                BookingsManage,
                ContactsRead,
                ContactsManage,
                ResourcesRead,
                MessagesRead,
                AssetsRead,
                AssetsLend,
            ],
            Role::FacilityManager => &[
                Home,
                CalendarRead,
                BookingsRead,
                BookingsMake,
                ResourcesRead,
                ResourcesManage,
                AssetsRead,
                AssetsLend,
                AssetsManage,
            ],
            Role::AssetAdmin => {
                &[Home, CalendarRead, BookingsMake, ResourcesRead, ContactsRead, AssetsRead, AssetsLend, AssetsManage]
            }
            Role::CampaignManager => &[Home, CalendarRead, ContactsRead, ContactsManage, ResourcesRead, MessagesRead],
            Role::Moderator => &[Home, CalendarRead, BookingsRead, ContactsRead, ResourcesRead],
            Role::Supplier => &[Home, CalendarRead, ResourcesRead],
            Role::Viewer => {
                &[Home, CalendarRead, BookingsRead, ContactsRead, ResourcesRead, PeopleRead, AuditRead, AssetsRead]
            }
            Role::Member => &[Home, CalendarRead, BookingsMake],
        }
    }

    /// May it do this?
    pub fn may(self, perm: Perm) -> bool {
        self.perms().contains(&perm)
    }

    /// How it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Admin => "admin",
            Role::Manager => "manager",
            Role::Finance => "finance",
            Role::Support => "support",
            Role::AssetAdmin => "asset_admin",
            Role::BookingManager => "booking_manager",
            Role::CampaignManager => "campaign_manager",
            Role::FacilityManager => "facility_manager",
            Role::Moderator => "moderator",
            Role::Supplier => "supplier",
            Role::Viewer => "viewer",
            Role::Member => "member",
        }
    }

    /// The role stored by this name.
    pub fn parse(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Role::Owner => "Owner",
            Role::Admin => "Admin",
            Role::Manager => "Manager",
            Role::Finance => "Finance",
            Role::Support => "Support",
            Role::AssetAdmin => "Asset admin",
            Role::BookingManager => "Booking manager",
            Role::CampaignManager => "Campaign manager",
            Role::FacilityManager => "Facility manager",
            Role::Moderator => "Moderator",
            Role::Supplier => "Supplier",
            Role::Viewer => "Viewer",
            Role::Member => "Member",
        }
    }
}

/// A role that an organisation has made of permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRole {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub perms: Perms,
    /// What it may do about assets holds for these categories and all below them; none: for all assets.
    pub categories: Vec<Uuid>,
}

/// A role that can be held: built in, or the organisation's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnyRole {
    /// The same in every organisation.
    BuiltIn(Role),
    /// Of this organisation.
    Own(OwnRole),
}

impl AnyRole {
    /// What it may do.
    pub fn perms(&self) -> Perms {
        match self {
            AnyRole::BuiltIn(role) => Perms::of(role.perms()),
            AnyRole::Own(own) => own.perms,
        }
    }

    /// What it may do without a limit to some categories of assets: what counts where rights are handed on.
    pub fn whole_perms(&self) -> Perms {
        let perms = self.perms();
        if self.categories().is_empty() { perms } else { perms.without(perms.about_assets()) }
    }

    /// What it may do about assets holds for these categories and all below them; none: for all assets.
    pub fn categories(&self) -> &[Uuid] {
        match self {
            AnyRole::BuiltIn(_) => &[],
            AnyRole::Own(own) => &own.categories,
        }
    }

    /// May it do this?
    pub fn may(&self, perm: Perm) -> bool {
        self.perms().has(perm)
    }

    /// How forms, addresses and events name it: a built-in one by its name, an own one by its id.
    pub fn key(&self) -> String {
        match self {
            AnyRole::BuiltIn(role) => role.name().to_owned(),
            AnyRole::Own(own) => own.id.to_string(),
        }
    }

    /// What people call it.
    pub fn label(&self) -> &str {
        match self {
            AnyRole::BuiltIn(role) => role.label(),
            AnyRole::Own(own) => &own.name,
        }
    }

    /// The built-in role that it is.
    pub fn built_in(&self) -> Option<Role> {
        match self {
            AnyRole::BuiltIn(role) => Some(*role),
            AnyRole::Own(_) => None,
        }
    }

    /// The id of the own role that it is.
    pub fn own_id(&self) -> Option<Uuid> {
        match self {
            AnyRole::BuiltIn(_) => None,
            AnyRole::Own(own) => Some(own.id),
        }
    }

    /// For lists: built-in roles first, the mightiest at the top, then own ones by name.
    pub fn order(&self) -> (usize, String) {
        match self {
            AnyRole::BuiltIn(role) => (Role::ALL.iter().position(|one| one == role).unwrap_or(0), String::new()),
            AnyRole::Own(own) => (Role::ALL.len(), own.name.to_lowercase()),
        }
    }

    /// The role that this key names, the own ones being these.
    pub fn find(key: &str, own: &[OwnRole]) -> Option<AnyRole> {
        if let Some(role) = Role::parse(key) {
            return Some(AnyRole::BuiltIn(role));
        }
        let id: Uuid = key.parse().ok()?;
        own.iter().find(|role| role.id == id).cloned().map(AnyRole::Own)
    }
}

impl From<Role> for AnyRole {
    fn from(role: Role) -> AnyRole {
        AnyRole::BuiltIn(role)
    }
}

impl From<OwnRole> for AnyRole {
    fn from(role: OwnRole) -> AnyRole {
        AnyRole::Own(role)
    }
}

impl PartialEq<Role> for AnyRole {
    fn eq(&self, other: &Role) -> bool {
        self.built_in() == Some(*other)
    }
}

/// The columns by which a row names its role: `g.role, g.role_id, r.name as own_name, r.perms as own_perms,
/// r.categories as own_categories`, with `left join roles r on r.org_id = g.org_id and r.id = g.role_id`.
#[derive(Debug, sqlx::FromRow)]
pub struct RoleColumns {
    role: Option<String>,
    role_id: Option<Uuid>,
    own_name: Option<String>,
    own_perms: Option<Json<Vec<String>>>,
    own_categories: Option<Json<Vec<Uuid>>>,
}

impl RoleColumns {
    /// None for a role this program does not know: it gives nothing, so it is nothing.
    pub fn read(self) -> Option<AnyRole> {
        if let Some(name) = self.role {
            return Role::parse(&name).map(AnyRole::BuiltIn);
        }
        let (id, name, Json(names)) = (self.role_id?, self.own_name?, self.own_perms?);
        let Json(categories) = self.own_categories?;
        Some(AnyRole::Own(OwnRole { id, name, perms: Perms::parse(names), categories }))
    }
}
