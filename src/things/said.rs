//! Enums whose variants are stored and said by words of their own.

/// Makes such an enum: each variant with its word, in the order they are offered.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type, serde::Serialize)]
        #[sqlx(type_name = "text", rename_all = "snake_case")]
        pub enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            /// All of them, in the order they are offered.
            pub const ALL: &[$name] = &[$($name::$variant,)+];

            /// How it is stored, and how addresses and programs say it.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The one of this name.
            pub fn parse(name: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

pub(crate) use words;
