//! Names that go together, by the part of the world they come from.

/// Given names and family names of one part of the world.
pub(super) struct People {
    /// Given names.
    pub given: &'static [&'static str],
    /// Family names.
    pub family: &'static [&'static str],
}

/// Spain: the index of [`PEOPLES`].
pub(super) const SPAIN: usize = 0;
/// Northern Europe.
pub(super) const NORTH: usize = 1;
/// Britain and Ireland.
pub(super) const BRITAIN: usize = 2;
/// France and Italy.
pub(super) const SOUTH: usize = 3;
/// Central Europe.
pub(super) const CENTRE: usize = 4;
/// West and East Africa.
pub(super) const AFRICA: usize = 5;
/// South Asia.
pub(super) const INDIA: usize = 6;
/// East Asia.
pub(super) const EAST: usize = 7;
/// Latin America.
pub(super) const LATIN: usize = 8;
/// The Maghreb and the Levant.
pub(super) const MAGHREB: usize = 9;

/// All of them.
pub(super) const PEOPLES: [People; 10] = [
    People {
        given: &[
            "Lucía", "Martina", "Carmen", "Nuria", "Aitana", "Pau", "Hugo", "Álvaro", "Jordi", "Iker", "Begoña",
            "Vicent",
        ],
        family: &[
            "Ferrer",
            "Navarro",
            "Soler",
            "Ibáñez",
            "Vidal",
            "Peris",
            "Muñoz",
            "Alcázar",
            "Bosch",
            "Llorens",
            "Castellanos",
        ],
    },
    People {
        given: &["Astrid", "Freja", "Ingrid", "Søren", "Mikkel", "Eero", "Aino", "Björn", "Signe", "Oskar"],
        family: &["Lindholm", "Dahl", "Nyström", "Virtanen", "Koskinen", "Sørensen", "Håkansson", "Bergström", "Aalto"],
    },
    People {
        given: &["Imogen", "Rhys", "Niamh", "Callum", "Hattie", "Declan", "Isla", "Owen", "Bronwyn", "Alastair"],
        family: &["Whitlock", "Pritchard", "O’Rourke", "Ashdown", "Kerr", "Tregear", "Fairbairn", "Maddox", "Lonsdale"],
    },
    People {
        given: &[
            "Camille", "Élodie", "Baptiste", "Noémie", "Chiara", "Matteo", "Ginevra", "Lorenzo", "Thibault", "Ilaria",
        ],
        family: &["Marchetti", "Lefèvre", "Rinaldi", "Beaumont", "Fontana", "Girard", "De Santis", "Moreau", "Bellini"],
    },
    People {
        given: &[
            "Zofia",
            "Łukasz",
            "Katarína",
            "Jürgen",
            "Annelie",
            "Tomáš",
            "Dorottya",
            "Matthias",
            "Milena",
            "Bence",
        ],
        family: &["Wójcik", "Novák", "Hoffmann", "Kowalczyk", "Szabó", "Dvořák", "Brückner", "Zieliński", "Horváth"],
    },
    People {
        given: &["Amara", "Chidi", "Wanjiru", "Kwame", "Folasade", "Tendai", "Abena", "Jabari", "Zuri", "Oluwaseun"],
        family: &["Okafor", "Mensah", "Kamau", "Adeyemi", "Nkosi", "Mwangi", "Boateng", "Diallo", "Achieng"],
    },
    People {
        given: &[
            "Ananya", "Rohan", "Meera", "Arjun", "Kavya", "Vikram", "Ishita", "Farhan", "Lakshmi", "Devika", "Naveen",
            "Sana",
        ],
        family: &[
            "Rathore",
            "Shekhawat",
            "Iyer",
            "Qureshi",
            "Bhargava",
            "Menon",
            "Chauhan",
            "Kulkarni",
            "Gill",
            "Mathur",
            "Soni",
        ],
    },
    People {
        given: &["Haruka", "Min-jun", "Yuki", "Xiulan", "Kenji", "Ji-woo", "Mei", "Takumi", "Linh", "Minh"],
        family: &["Tanaka", "Park", "Chen", "Nguyen", "Watanabe", "Kim", "Liu", "Fujimoto", "Tran"],
    },
    People {
        given: &[
            "Valentina",
            "Thiago",
            "Camila",
            "Joaquín",
            "Renata",
            "Emiliano",
            "Luiza",
            "Mateus",
            "Ximena",
            "Rodrigo",
        ],
        family: &["Quispe", "Almeida", "Rojas", "Carvalho", "Mendoza", "Ferreira", "Acevedo", "Barrientos", "Pacheco"],
    },
    People {
        given: &["Yasmine", "Karim", "Leïla", "Idris", "Salma", "Omar", "Nadia", "Tariq", "Rania", "Samir"],
        family: &["Benali", "Haddad", "El Amrani", "Khoury", "Mansouri", "Zeroual", "Sabbagh", "Cherkaoui", "Nasser"],
    },
];

/// The mail hosts of contacts. Names that end in `.example` belong to nobody (RFC 2606).
pub(super) const HOSTS: [&str; 9] = [
    "postbox.example",
    "mail.example",
    "tidewater.example",
    "studio-norte.example",
    "fieldnotes.example",
    "kestrel.example",
    "blauwerk.example",
    "copperline.example",
    "openwater.example",
];
