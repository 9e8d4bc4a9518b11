"""Answers that no portal should give and that evidence must survive: content types and bodies."""

import json

JSON = "application/json"
_RLO = "\N{RIGHT-TO-LEFT OVERRIDE}"


def _envelope(message: object, errors: object = None) -> bytes:
    return json.dumps({"WasSuccessful": False, "Status": 400, "Message": message, "Errors": errors}).encode()


HOSTILE: list[tuple[str, bytes]] = [
    (JSON, b'{"Message": "half an emoji \\ud83d"}'),
    (JSON, b'{"Message": "the other half \\ude00", "Errors": [{"Message": "\\ud83d\\ud83d"}]}'),
    (JSON, _envelope("NUL \0 inside")),
    (JSON, _envelope("x" * 5_000_000)),
    (JSON, b'{"Message": ' + b"[" * 20_000 + b"]" * 20_000 + b"}"),
    (JSON, b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
    (JSON, _envelope(f"direction {_RLO}turned")),
    (JSON, _envelope("\x1b[31mred\x1b[0m \x07 \x08 \x9b2J")),
    (JSON, b'{"Message": "\xff\xfe\xfa not UTF-8"}'),
    (JSON, b"\xef\xbb\xbf" + _envelope("a byte order mark")),
    (JSON, '{"Message": "UTF-16"}'.encode("utf-16")),
    (JSON, b""),
    (JSON, b"null"),
    (JSON, b"42"),
    (JSON, b'"a text"'),
    (JSON, b"[[], {}, [null]]"),
    (JSON, b"NaN"),
    (JSON, b'{"Message": 1e400}'),
    (JSON, _envelope({"nested": ["object"]})),
    (JSON, _envelope(["a", "list"], errors="a text")),
    (JSON, _envelope(12.5, errors=7)),
    (JSON, _envelope(None, errors={"Message": "an object"})),
    (JSON, _envelope("many", errors=[{"Message": str(number)} for number in range(5_000)])),
    (JSON, b'{"Message": "cut off in the mid'),
    (JSON, b'{"Message": "twice", "Message": "again"}'),
    (JSON, _envelope("]]> & < > <script>alert(1)</script> --> `|` ```")),
    (JSON, _envelope("line\u2028 and paragraph\u2029 \x85 separators\r\n\r\n")),
    (JSON, _envelope("\ufffe\uffff\U0010ffff non-characters")),
    (JSON, _envelope("e" + "\u0301" * 5_000)),
    (JSON, json.dumps({"k" * 100_000: "a long name"}).encode()),
    ("text/html", b"<html><body><script>throw '\xc3\x28'</script>"),
    ("text/plain; charset=x-unknown", b"\x80\x81\x82"),
    ("application/octet-stream", bytes(range(256)) * 100),
    ("", b"no content type"),
]
