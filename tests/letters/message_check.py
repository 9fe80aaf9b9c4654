"""Judges messages with Python's `email` package: reads {"messages": [{"base64", ...}]} as JSON from standard input."""

import base64
import email
import email.policy
import json
import sys


def check(case):
    raw = base64.b64decode(case["base64"])
    assert raw.isascii(), "8-bit octets"
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b""), "bare line ends"
    assert max(map(len, raw.split(b"\r\n"))) <= 998, "a line that is too long"
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    defects = [defect for part in message.walk() for defect in part.defects]
    assert not defects, defects
    for name, value in message.items():
        assert message.get_all(name) == [value], f"{name} twice"
    assert [name.lower() for name in message.keys()].count("bcc") == 0
    assert message["Subject"] == case["subject"], f"{message['Subject']!r}"
    for header in ("From", "To", "Reply-To"):
        if case.get(header):
            name, address = case[header]
            (found,) = message[header].addresses
            assert (found.display_name, found.addr_spec) == (name, address), f"{header}: {message[header]!r}"
        else:
            assert header not in message
    assert message["Message-ID"] == case["message_id"], message["Message-ID"]
    assert int(message["Date"].datetime.timestamp()) == case["date"], message["Date"]
    assert message["MIME-Version"] == "1.0"
    assert message.get("Auto-Submitted") == case["auto_submitted"]
    for name, value in case["headers"]:
        assert message[name] == value, f"{name}: {message[name]!r}"

    kinds = [part.get_content_type() for part in message.walk()]
    plain = message.get_body(("plain",)).get_content()
    page = message.get_body(("html",)).get_content()
    assert plain.rstrip("\n").replace("\r\n", "\n") == case["text"], f"{plain!r}"
    assert page.rstrip("\n").replace("\r\n", "\n") == case["html"], f"{page!r}"
    parts = list(message.walk())
    if case["file"]:
        name, mime, content = case["file"]
        last = parts.pop()
        assert kinds[0] == "multipart/mixed" and kinds.pop() == mime, kinds
        assert last.is_attachment() and last.get_filename() == name
        assert last.get_payload(decode=True) == base64.b64decode(content)
        if not case["calendar"]:
            kinds = kinds[1:]
    if not case["calendar"]:
        assert kinds == ["multipart/alternative", "text/plain", "text/html"], kinds
        return
    expected = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
    assert kinds == expected, kinds
    inline, attached = parts[-2:]
    assert inline.get_param("method") == case["method"] and inline.get_content_charset() == "utf-8"
    assert not inline.is_attachment() and attached.is_attachment()
    assert attached.get_filename() == "invite.ics" and attached.get_param("name") == "invite.ics"
    for part in (inline, attached):
        found = part.get_payload(decode=True).decode()
        assert found.rstrip("\r\n") == case["calendar"].rstrip("\r\n"), f"{found!r}"


cases = json.load(sys.stdin)
for case in cases:
    try:
        check(case)
    except Exception as error:
        print(f"{type(error).__name__}: {error}\n{base64.b64decode(case['base64']).decode(errors='replace')}")
        sys.exit(1)
print(f"{len(cases)} messages hold")
