//! One thing that may be done. Every route names one; roles are sets of them.

use crate::ui::Icon;

/// A permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Perm {
    /// Everybody, signed in or not. Spelled out, and listed in a committed file.
    Public,
    /// Anybody who is signed in, for their own account.
    SignedIn,
    /// A client who signed in to the organisation's public pages, for what is their own.
    Client,
    /// An operator of the installation, in its console. No role gives it; for everybody else the console is not there.
    Operator,
    /// See the organisation's front page.
    Home,
    /// See the calendar: what is free and what is taken.
    CalendarRead,
    /// See every booking with its guest, history and mails.
    BookingsRead,
    /// Book for oneself, and change one's own bookings within the rules.
    BookingsMake,
    /// Book for anybody; change and cancel any booking.
    BookingsManage,
    /// See the directory of people.
    ContactsRead,
    /// Make, change, merge, import, export and erase contacts.
    ContactsManage,
    /// See places and resources with their rules.
    ResourcesRead,
    /// Create and change places, resources, hours and rules.
    ResourcesManage,
    /// See what the organisation owns, and who has it.
    AssetsRead,
    /// Check assets out and in.
    AssetsLend,
    /// Make, change and dispose of assets, and the catalogue they are sorted by.
    AssetsManage,
    /// See who works here and what they may do.
    PeopleRead,
    /// Invite people, change and end their roles.
    PeopleManage,
    /// See the messages that left and what became of them.
    MessagesRead,
    /// Change the organisation: name, brand, zone, mail.
    OrgManage,
    /// Connect other systems: webhooks out, signed events in.
    IntegrationsManage,
    /// See the audit trail: who did what, when, before and after.
    AuditRead,
}

impl Perm {
    /// Every permission a role may hold, in the order of the matrix.
    pub const ALL: [Perm; 18] = [
        Perm::Home,
        Perm::CalendarRead,
        Perm::BookingsRead,
        Perm::BookingsMake,
        Perm::BookingsManage,
        Perm::ContactsRead,
        Perm::ContactsManage,
        Perm::ResourcesRead,
        Perm::ResourcesManage,
        Perm::AssetsRead,
        Perm::AssetsLend,
        Perm::AssetsManage,
        Perm::PeopleRead,
        Perm::PeopleManage,
        Perm::MessagesRead,
        Perm::OrgManage,
        Perm::IntegrationsManage,
        Perm::AuditRead,
    ];

    /// Is it about something that belongs to no place? Then a grant within a part of the tree does not give it.
    pub fn is_of_the_whole(self) -> bool {
        matches!(self, Perm::OrgManage | Perm::IntegrationsManage | Perm::AuditRead)
    }

    /// Is it about assets? Then a role may give it for assets of some categories only.
    pub fn is_about_assets(self) -> bool {
        matches!(self, Perm::AssetsRead | Perm::AssetsLend | Perm::AssetsManage)
    }

    /// How it is stored in the roles that organisations make and in the scopes of tokens. A stored name never changes.
    pub fn name(self) -> &'static str {
        match self {
            Perm::Public => "public",
            Perm::SignedIn => "signed_in",
            Perm::Operator => "operator",
            Perm::Client => "client",
            Perm::Home => "home",
            Perm::CalendarRead => "calendar_read",
            Perm::BookingsRead => "bookings_read",
            Perm::BookingsMake => "bookings_make",
            Perm::BookingsManage => "bookings_manage",
            Perm::ContactsRead => "contacts_read",
            Perm::ContactsManage => "contacts_manage",
            Perm::ResourcesRead => "resources_read",
            Perm::ResourcesManage => "resources_manage",
            Perm::AssetsRead => "assets_read",
            Perm::AssetsLend => "assets_lend",
            Perm::AssetsManage => "assets_manage",
            Perm::PeopleRead => "people_read",
            Perm::PeopleManage => "people_manage",
            Perm::MessagesRead => "messages_read",
            Perm::IntegrationsManage => "integrations_manage",
            Perm::AuditRead => "audit_read",
            Perm::OrgManage => "org_manage",
        }
    }

    /// The permission stored by this name, if a role may hold it.
    pub fn parse(name: &str) -> Option<Perm> {
        Perm::ALL.into_iter().find(|perm| perm.name() == name)
    }

    /// What it is of no use without.
    pub fn needs(self) -> &'static [Perm] {
        match self {
            Perm::Public | Perm::SignedIn | Perm::Operator | Perm::Client | Perm::Home => &[],
            Perm::ContactsManage => &[Perm::ContactsRead],
            Perm::BookingsRead | Perm::BookingsMake => &[Perm::CalendarRead],
            Perm::BookingsManage => &[Perm::BookingsRead, Perm::BookingsMake],
            Perm::ResourcesManage => &[Perm::ResourcesRead],
            Perm::AssetsLend => &[Perm::AssetsRead],
            Perm::AssetsManage => &[Perm::AssetsRead, Perm::AssetsLend],
            Perm::PeopleManage => &[Perm::PeopleRead],
            _ => &[Perm::Home],
        }
    }

    /// The heading it stands under where a role is put together.
    pub fn group(self) -> &'static str {
        match self {
            Perm::CalendarRead | Perm::BookingsRead | Perm::BookingsMake | Perm::BookingsManage => "Bookings",
            Perm::ResourcesRead | Perm::ResourcesManage => "Places and resources",
            Perm::AssetsRead | Perm::AssetsLend | Perm::AssetsManage => "Assets",
            Perm::ContactsRead | Perm::ContactsManage | Perm::PeopleRead | Perm::PeopleManage => "People",
            _ => "The house",
        }
    }

    /// What it allows, for the permission matrix.
    pub fn sentence(self) -> &'static str {
        match self {
            Perm::Public => "Everybody",
            Perm::SignedIn => "Anybody who is signed in",
            Perm::Client => "Clients who signed in",
            Perm::Operator => "Operators of the installation",
            Perm::Home => "See the front page",
            Perm::CalendarRead => "See the calendar",
            Perm::BookingsRead => "See all bookings and their guests",
            Perm::BookingsMake => "Book for oneself",
            Perm::BookingsManage => "Book for others, move and cancel",
            Perm::ContactsRead => "See contacts",
            Perm::ContactsManage => "Change, merge, import and erase contacts",
            Perm::ResourcesRead => "See places and resources",
            Perm::ResourcesManage => "Change places, resources and rules",
            Perm::AssetsRead => "See assets and who has them",
            Perm::AssetsLend => "Check assets out and in",
            Perm::AssetsManage => "Change assets and their catalogue",
            Perm::PeopleRead => "See the team",
            Perm::PeopleManage => "Invite people and change roles",
            Perm::MessagesRead => "See outgoing mail",
            Perm::OrgManage => "Change the organisation",
            Perm::IntegrationsManage => "Connect other systems",
            Perm::AuditRead => "See the audit trail",
        }
    }
}

/// A line of the sidebar, shown to whoever holds its permission.
#[derive(Clone, Copy)]
pub struct NavEntry {
    /// The heading it stands under.
    pub group: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Its pictogram.
    pub icon: Icon,
    /// The path below `/o/{org}`.
    pub path: &'static str,
    /// What is needed to see it.
    pub perm: Perm,
}
