//! The pages and letters about people.

pub(crate) mod certifications;
pub(crate) mod clients;
pub(crate) mod contacts;
pub(crate) mod identity;
pub(crate) mod installation;
pub(crate) mod orgs;
pub(crate) mod reviews;
pub(crate) mod roles;
pub(crate) mod tabs;
pub(crate) mod tokens;

use kernel::Problems;

/// Problems as the summary above a form takes them.
fn listed(problems: &Problems) -> Vec<(String, String)> {
    problems.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect()
}

/// An address with the values that are not empty.
fn query(path: &str, values: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (name, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                    address.push(byte as char)
                }
                _ => address.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn an_address_keeps_what_was_typed_and_drops_what_is_empty() {
        assert_eq!(query("/p", &[("text", "a&b é"), ("role", ""), ("page", "2")]), "/p?text=a%26b%20%C3%A9&page=2");
    }
}
