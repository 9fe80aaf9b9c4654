//! Addresses with values.

/// An address with the values that are not empty, percent-encoded (RFC 3986: unreserved characters and `/` stay).
pub fn address(path: &str, values: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (name, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                    address.push(byte as char);
                }
                _ => address.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_keeps_what_was_typed_and_drops_what_is_empty() {
        assert_eq!(address("/p", &[("text", "a&b é"), ("role", ""), ("page", "2")]), "/p?text=a%26b%20%C3%A9&page=2");
    }
}
