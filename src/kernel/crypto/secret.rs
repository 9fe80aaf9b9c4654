//! Something that must not be seen: it cannot be printed, logged or serialised by accident.

use std::fmt;

/// A secret. Whoever needs it asks for it by name.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides it.
    pub fn new(value: T) -> Secret<T> {
        Secret(value)
    }

    /// The value: not for logs, pages or events.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_is_not_printed() {
        let told = format!("{:?} {:#?}", Secret::new("canary"), Some(Secret::new(String::from("canary"))));
        assert!(!told.contains("canary"), "{told}");
        assert_eq!(*Secret::new("canary").expose(), "canary");
    }
}
