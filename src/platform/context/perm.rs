//! One thing that may be done. Every route names one; roles are sets of them.

use crate::ui::Icon;

/// A permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Perm {
    /// Everybody, signed in or not. Spelled out, and listed in a committed file.
    Public,
    /// Anybody who is signed in, for their own account.
    SignedIn,
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
    /// See places and resources with their rules.
    ResourcesRead,
    /// Create and change places, resources, hours and rules.
    ResourcesManage,
    /// See who works here and what they may do.
    PeopleRead,
    /// Invite people, change and end their roles.
    PeopleManage,
    /// See the messages that left and what became of them.
    MessagesRead,
    /// Change the organisation: name, brand, zone, mail.
    OrgManage,
}

impl Perm {
    /// Every permission a role may hold, in the order of the matrix.
    pub const ALL: [Perm; 12] = [
        Perm::Home,
        Perm::CalendarRead,
        Perm::BookingsRead,
        Perm::BookingsMake,
        Perm::BookingsManage,
        Perm::ContactsRead,
        Perm::ResourcesRead,
        Perm::ResourcesManage,
        Perm::PeopleRead,
        Perm::PeopleManage,
        Perm::MessagesRead,
        Perm::OrgManage,
    ];

    /// How it stands in a token's scopes: `bookings_read`.
    pub fn name(self) -> String {
        let mut name = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_ascii_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }

    /// The permission of this name, of those a role may hold.
    pub fn parse(name: &str) -> Option<Perm> {
        Perm::ALL.into_iter().find(|perm| perm.name() == name)
    }

    /// Is it about something that belongs to no place? Then a grant within a part of the tree does not give it.
    pub fn is_of_the_whole(self) -> bool {
        self == Perm::OrgManage
    }

    /// What it allows, for the permission matrix.
    pub fn sentence(self) -> &'static str {
        match self {
            Perm::Public => "Everybody",
            Perm::SignedIn => "Anybody who is signed in",
            Perm::Operator => "Operators of the installation",
            Perm::Home => "See the front page",
            Perm::CalendarRead => "See the calendar",
            Perm::BookingsRead => "See all bookings and their guests",
            Perm::BookingsMake => "Book for oneself",
            Perm::BookingsManage => "Book for others, move and cancel",
            Perm::ContactsRead => "See contacts",
            Perm::ResourcesRead => "See places and resources",
            Perm::ResourcesManage => "Change places, resources and rules",
            Perm::PeopleRead => "See the team",
            Perm::PeopleManage => "Invite people and change roles",
            Perm::MessagesRead => "See outgoing mail",
            Perm::OrgManage => "Change the organisation",
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
