"""What HTTP headers can carry: clients would refuse anything else in the middle of a run."""

import re

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_NOT_OURS = {"authorization", "connection", "content-length", "host", "transfer-encoding"}
_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")


def header_name(name: str) -> str:
    """The name; raises `ValueError` where no header can be called so, or where each call has its own."""
    if not _NAME.fullmatch(name):
        raise ValueError("can't be the name of a header: use letters, digits and -")
    if name.lower() in _NOT_OURS:
        raise ValueError("would replace what each call sends there itself; a login goes into `use.http_credentials`")
    return name


def header_value(value: str) -> str:
    """The value; raises `ValueError` where no header can have it."""
    if not _VALUE.fullmatch(value):
        raise ValueError("can't be the value of a header: use one line, and no characters beyond Latin-1")
    return value


def login_text(text: str) -> str:
    """A user name or password as `requests` must get it to send it in UTF-8, as browsers do; it would take Latin-1."""
    return text.encode().decode("latin-1")
