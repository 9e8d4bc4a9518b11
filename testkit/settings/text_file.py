"""Files that people write by hand, as their editors save them."""

import codecs
import tomllib
from pathlib import Path
from typing import Any

from testkit.settings.model import SettingsError

ENCODINGS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


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
        raise SettingsError(f"{source} is not valid TOML ({place}).") from None
