"""Addresses that lead to a reset: with one, no token is needed, so its codes are secrets as well."""

import re
from urllib.parse import unquote

from testkit.secrets.vault import Vault

_HOST = re.compile(r"^[^:/?#]*:/*[^/?#]*")
_CODE = re.compile(r"[A-Za-z0-9_~.+=-]{10,}")


def register_link(url: str, vault: Vault) -> None:
    """Register the codes of an address that leads to a reset; the whole address if it has no code of its own."""
    place = _HOST.sub("", url)
    codes = [code for text in dict.fromkeys((place, unquote(place))) for code in _CODE.findall(text) if _is_code(code)]
    for code in dict.fromkeys(codes):
        vault.add("link code", code)
    if not codes and place.strip("/?#"):
        vault.add("reset link", url.partition("://")[2])


def _is_code(text: str) -> bool:
    """Whether this is no word of an address: it has digits, or letters of both cases."""
    return bool(re.search(r"\d", text)) or not (text.islower() or text.isupper())
