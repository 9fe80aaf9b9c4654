//! A message as it travels after DATA: lines end in CRLF, and a line that starts with a dot gets a second one.

/// The dot-stuffed form of a message (RFC 5321 section 4.5.2), ending in CRLF and without the final dot.
///
/// A bare CR or LF becomes CRLF. Servers disagree on whether a bare one ends a line, and that disagreement is how a letter
/// can be made to hide a second one ("SMTP smuggling"). Well-formed messages pass byte for byte.
pub(super) fn stuffed(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + message.len() / 64 + 2);
    let mut rest = message;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
        let (line, tail) = rest.split_at(end);
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
        let line_end = if tail.starts_with(b"\r\n") { 2 } else { tail.len().min(1) };
        rest = &tail[line_end..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::stuffed;

    #[test]
    fn a_well_formed_message_passes_byte_for_byte() {
        let message = b"Subject: x\r\n\r\nfirst\r\n\r\nlast\r\n";
        assert_eq!(stuffed(message), message);
    }

    #[test]
    fn a_dot_at_the_start_of_a_line_is_doubled() {
        assert_eq!(stuffed(b".\r\n..a\r\nb.\r\n"), b"..\r\n...a\r\nb.\r\n");
    }

    #[test]
    fn bare_line_ends_cannot_smuggle_a_second_message() {
        assert_eq!(stuffed(b"a\n.\nMAIL FROM:<b>\r.\rc"), b"a\r\n..\r\nMAIL FROM:<b>\r\n..\r\nc\r\n");
    }
}
