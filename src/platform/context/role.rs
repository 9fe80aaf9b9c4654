//! The built-in roles and what each of them may do.

use super::Perm;
use serde::{Deserialize, Serialize};

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
                ResourcesRead,
                ResourcesManage,
                PeopleRead,
                MessagesRead,
                AuditRead,
            ],
            Role::Finance => &[Home, CalendarRead, BookingsRead, ContactsRead, ResourcesRead],
            Role::Support => &[
                Home,
                CalendarRead,
                BookingsRead,
                BookingsMake,
                BookingsManage,
                ContactsRead,
                ResourcesRead,
                MessagesRead,
            ],
            Role::BookingManager => &[
                Home,
                CalendarRead,
                BookingsRead,
                BookingsMake,
                BookingsManage,
                ContactsRead,
                ResourcesRead,
                MessagesRead,
            ],
            Role::FacilityManager => &[Home, CalendarRead, BookingsRead, BookingsMake, ResourcesRead, ResourcesManage],
            Role::AssetAdmin => &[Home, CalendarRead, BookingsMake, ResourcesRead],
            Role::CampaignManager => &[Home, CalendarRead, ContactsRead, ResourcesRead, MessagesRead],
            Role::Moderator => &[Home, CalendarRead, BookingsRead, ContactsRead, ResourcesRead],
            Role::Supplier => &[Home, CalendarRead, ResourcesRead],
            Role::Viewer => &[Home, CalendarRead, BookingsRead, ContactsRead, ResourcesRead, PeopleRead, AuditRead],
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
