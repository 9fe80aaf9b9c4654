//! Somebody whom a field of an asset names, and how a file says who that is.

/// A person as fields name them: where one contact became another, as that is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What they are called; may be empty.
    pub name: String,
    /// Their address; may be empty.
    pub email: String,
}

impl Person {
    /// For a page.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }

    /// For a file: the name, with the address where the reader may know it, so that nobody else can be meant by it.
    pub fn in_file(&self, with_address: bool) -> String {
        match with_address && !self.name.is_empty() && !self.email.is_empty() {
            true => format!("{} <{}>", self.name, self.email),
            false => self.label().to_owned(),
        }
    }

    /// Is this what a file says of them, with or without the address?
    pub fn is_said(&self, cell: &str) -> bool {
        [true, false].iter().any(|with_address| self.in_file(*with_address) == cell)
    }
}

/// The name and the address of `Ada Quay <ada@quay.example>`, or of an address alone.
pub fn name_and_address(cell: &str) -> (&str, &str) {
    match cell.trim().strip_suffix('>').and_then(|inner| inner.rsplit_once('<')) {
        Some((name, address)) => (name.trim(), address.trim()),
        None => ("", cell.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_who_is_meant_and_is_understood_again() {
        let named = |name: &str, email: &str| Person { name: name.to_owned(), email: email.to_owned() };
        let zoe = named("Zoe <Z> Park", "zoe@guest.example");
        assert_eq!(zoe.in_file(true), "Zoe <Z> Park <zoe@guest.example>");
        assert_eq!(name_and_address(&zoe.in_file(true)), ("Zoe <Z> Park", "zoe@guest.example"));
        assert_eq!(zoe.in_file(false), "Zoe <Z> Park");
        assert!(zoe.is_said("Zoe <Z> Park") && !zoe.is_said("Zoe Park") && !zoe.is_said("zoe@guest.example"));
        assert_eq!(named("", "zoe@guest.example").in_file(true), "zoe@guest.example");
        assert_eq!(named("Walk-in", "").in_file(true), "Walk-in");
        assert_eq!(name_and_address(" zoe@guest.example "), ("", "zoe@guest.example"));
    }
}
