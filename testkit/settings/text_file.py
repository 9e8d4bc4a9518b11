"""Files that people write by hand, as their editors save them."""

import codecs
import re
import tomllib
from pathlib import Path
from typing import Any

from testkit.settings.model import SettingsError

ENCODINGS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

# Pydantic's words for a value of the wrong type, and a writer's words for them.
_PLAIN = (
    (r"^Value error, ", ""),
    (r"^Field required$", "is missing"),
    (r"^Input should be (?:a valid )?(?:tuple|list|frozenset)", 'must be a list, as in ["a", "b"]'),
    (r"^Input should be (?:a valid )?integer", "must be a whole number"),
    (r"^Input should be (?:a valid )?number", "must be a number"),
    (r"^Input should be (?:a valid )?boolean", "must be true or false"),
    (r"^Input should be (?:a valid )?string", "must be a text in quotes"),
    (r"^Input should be (?:a valid )?dictionary(?: or instance of \w+)?", "must be a table"),
    (r"^String should match pattern '\^wss.*", "must begin with ws:// or wss://, and name a host"),
    (r"^String should match pattern '\^\\\$.*", "must name a variable, as in $NAME"),
    (
        r"^String should match pattern '\^\[A-Za-z\].*",
        "must begin with a letter and hold letters, digits, - and _ only",
    ),
    (r"^String should match pattern '\^\[\^@.*", "must be an email address"),
    (r"^String should have at least 1 character$", "must not be empty"),
    (r"^String should have at least (\d+) characters", r"must have \1 characters or more"),
    (r"^Input should be ", "must be "),
    (r", (?:unable to|got a number with|unable to interpret).*$", ""),
)


def read_text(path: Path) -> str:
    """The file's text in UTF-8, or what its byte order mark says.

    Raises `SettingsError` for any other encoding, and `OSError` as `open` does.
    """
    data = path.read_bytes()
    encoding = next((name for mark, name in ENCODINGS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path.name} is not UTF-8 (line {line}): save it in that encoding.") from None


def parse_toml(text: str, source: str) -> dict[str, Any]:
    """The text's tables; what is wrong is named by its place alone, since what stands there may be a password."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")")
    except (ValueError, RecursionError):
        place = "a number with too many digits, or too many brackets"
    raise SettingsError(f"{source} is not valid TOML ({place}).")


def plain(message: str) -> str:
    """What Pydantic says of a value, as a person would say it."""
    for pattern, words in _PLAIN:
        message = re.sub(pattern, words, message)
    return message
