"""The link of a password-reset mail: the address that is clicked, the one it leads to, and the token in that."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlencode, urljoin, urlsplit, urlunsplit

import pytest

from testkit.secrets.jwt import jwt_payload, jwts_in, seconds_in
from testkit.secrets.links import register_link
from testkit.secrets.vault import Secret, vault

_PARAMETER = re.compile(
    r"(?P<separator>[?&#/;]|%(?:25)*(?:3F|26|23|2F|3B))(?:[^?&#/;=%]*(?:=|%(?:25)*3D))?$", re.IGNORECASE
)
"""What stands before a token; encoded, where a parameter holds the path with the token."""
_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*://[^/?#]*(?P<path>[^?#]*)(?P<query>[^#]*)#?(?P<fragment>.*)")
_WEB = re.compile(r"(https?)(?::|%(?:25)*3A)/{1,2}(?=[^/])", re.IGNORECASE)
_HOST = re.compile(r"(//)?(localhost|[^/?#]*[.:])[^/?#]*", re.IGNORECASE)
"""What an address without a scheme begins with, and a path does not."""
_DASHED = re.compile(r"https?-3A__", re.IGNORECASE)
"""How Proofpoint's version 2 writes the target of a link: `-` for `%` and `_` for `/`."""
_ENCODED_JWT_CHARACTER = re.compile(r"%(?:25)*(2e|2d|5f)", re.IGNORECASE)
_MOST_WRAPPERS = 5
LONGEST_WAIT = 30
CLOCK_GRANULARITY = 1  # `exp` is in whole seconds


@dataclass(frozen=True)
class ResetLink:
    """A reset link, as it was mailed and as it arrives at the portal.

    A mail service may have wrapped the link to count clicks: `url` is what a member clicks, `target` what it leads to.
    The token may be a parameter of any name, a path segment or the fragment of `target`; it is found by its form.
    """

    url: str
    token: Secret
    target: str

    def __repr__(self) -> str:
        return f"ResetLink({self.address})"

    @property
    def address(self) -> str:
        """Host and path of the target without the token, and the path in a parameter that holds it, if one does."""
        parts = urlsplit(self.without_token)
        held = next((_path_in(one) for one in _components(self.target) if self.token in one), "")
        further = urlsplit(_without(self.token, held)).path
        return f"{parts.netloc}{parts.path}{' to ' if further else ''}{further}"

    @property
    def claims(self) -> dict[str, Any]:
        """The token's claims, not verified, as the view reads them."""
        return jwt_payload(self.token)

    @property
    def expires(self) -> float:
        """When the token expires, in seconds since the epoch (RFC 7519, `exp`)."""
        expires = seconds_in(self.claims, "exp")
        if expires is None:
            pytest.fail(
                "Expected the reset token to say when it expires: its claim exp is "
                f"{'not a time' if 'exp' in self.claims else 'missing'}. "
                f"Its claims are {', '.join(sorted(self.claims)) or 'none'}.",
                pytrace=False,
            )
        return expires

    def wait_until_expired(self) -> None:
        """Wait until the token has expired; fails if that takes more than seconds."""
        remaining = self.expires + CLOCK_GRANULARITY - time.time()
        if remaining > LONGEST_WAIT:
            pytest.fail(
                f"A short-lived link expires in {remaining:.0f} s, and the suite waits {LONGEST_WAIT} s at most.\n"
                "Set variants.short_lived_links of this environment to options that make links expire within seconds.",
                pytrace=False,
            )
        time.sleep(max(0.0, remaining))  # only time makes it expire

    def rebased(self, portal_url: str) -> "ResetLink":
        """The same link at another portal: its path, below the portal's own, and its token."""
        parts, base = urlsplit(self.target), urlsplit(portal_url)
        is_below = f"{unquote(parts.path)}/".startswith(f"{unquote(base.path)}/")  # %c3 and %C3 are one
        path = parts.path if is_below else base.path + parts.path
        address = urlunsplit(parts._replace(scheme=base.scheme, netloc=base.netloc, path=path))
        return replace(self, url=address, target=address)

    def with_token(self, token: str) -> str:
        """The target with another token in the same place."""
        return self.target.replace(self.token, token)

    @property
    def without_token(self) -> str:
        """The target without the token, and without the parameter or path segment that held it."""
        return _without(self.token, self.target)


def with_parameter(url: str, name: str, value: str) -> str:
    """The address with one more query parameter."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, urlencode({name: value})]))))


def find_reset_link(url: str) -> ResetLink | None:
    """The reset link at this address, which may hold its target in its own path or query; None without a token."""
    found = _target_and_token(url, _MOST_WRAPPERS)
    if found and found[0] != url:
        register_link(url, vault)
    return ResetLink(url, vault.add("reset token", found[1]), target=found[0]) if found else None


def _target_and_token(url: str, wrappers: int) -> tuple[str, str] | None:
    if not wrappers or not (parts := _ADDRESS.fullmatch(url)):
        return None
    if inner := _WEB.search(parts["path"]):
        before, target = url[: parts.start("path") + inner.start()], url[parts.start("path") + inner.start() :]
        if before.endswith("__"):  # Proofpoint's version 3 puts its target between __ and __;
            target = target.partition("__;")[0]
        return _target_and_token(_absolute(target, url), wrappers - 1)
    for component in _components(url):
        plain = _ENCODED_JWT_CHARACTER.sub(lambda char: unquote(f"%{char[1]}"), component)
        if inner_address := _wrapped_in(component):
            if found := _target_and_token(_absolute(inner_address, url), wrappers - 1):
                # With a path the portal tells its own start where to go on: nobody opens that path by itself.
                return (url.replace(component, plain), found[1]) if _path_in(component) else found
        elif token := next(jwts_in(plain), None):
            return url.replace(component, plain), token
    return None


def _without(token: str, address: str) -> str:
    """The address without the token, and without the parameter or path segment that held it."""
    before, _, after = address.partition(token)
    place = _PARAMETER.search(before)
    if not place:
        return before + after
    before, separator = before[: place.start()], place["separator"]
    following = f"{separator[:-2]}26" if len(separator) > 1 else "&"
    if after.startswith(following) and unquote(separator) in {"?", "#"}:  # the next parameter moves up
        return before + separator + after.removeprefix(following)
    return before + after


def _components(url: str) -> Iterator[str]:
    """What an address carries: path segments, parameter values, and the same of its fragment."""
    if not (parts := _ADDRESS.fullmatch(url)):
        return
    fragment_path, _, fragment_query = parts["fragment"].partition("?")
    if "=" in fragment_path and not fragment_path.startswith("/"):
        fragment_path, fragment_query = "", parts["fragment"]
    for path, query in ((parts["path"], parts["query"].lstrip("?")), (fragment_path, fragment_query)):
        for parameter in re.split("[&;]", query):
            yield parameter.partition("=")[2] or parameter
        yield from path.split("/")


def _wrapped_in(component: str) -> str:
    """The address inside a part of another address; empty if there is none."""
    if _DASHED.match(component):
        return unquote(component.replace("-", "%").replace("_", "/"))
    decoded = component
    for _ in range(_MOST_WRAPPERS):
        if re.search("[/?#]", decoded):
            return decoded
        decoded, before = unquote(decoded), decoded
        if decoded == before:
            break
    return ""


def _path_in(component: str) -> str:
    """The path inside a part of an address; empty if there is none, or an address with a host."""
    inner = _wrapped_in(component)
    return "" if _WEB.match(inner) or _HOST.match(inner) else inner


def _absolute(inner: str, outer: str) -> str:
    """The address inside another one, with the scheme and host of that one where it has none."""
    scheme = urlsplit(outer).scheme
    if found := _WEB.match(inner):
        rest = inner[found.end() :]
        return f"{found[1]}://{unquote(rest) if '%' in found[0] else rest}"
    return f"{scheme}://{inner.lstrip('/')}" if _HOST.match(inner) else urljoin(outer, inner)
