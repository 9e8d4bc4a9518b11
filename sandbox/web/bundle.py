"""One script and one style sheet for each page, put together from its files when the sandbox starts.

Whoever edits the files needs no build step, only a new start. What is put together is served compressed, and for ever
under its address: the address holds a hash of the content.
"""

import gzip
import hashlib
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = "/bundles/"

_STYLE = re.compile(r'<link rel="stylesheet" href="/(assets/[^"]+)">\s*')
_SCRIPT = re.compile(r'<script type="module" src="/(assets/[^"]+)">')
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:const|class|function|async function) (\w+))", re.MULTILINE)
_NOT_UNDERSTOOD = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


class BundleError(Exception):
    """A script can't be put together with others; the sentence names it and says why."""


@dataclass(frozen=True)
class Bundle:
    """One file as it is served."""

    name: str
    media_type: str
    content: bytes

    @cached_property
    def compressed(self) -> bytes:
        """The content for clients that accept gzip."""
        return gzip.compress(self.content)


@dataclass(frozen=True)
class Page:
    """A page whose scripts and style sheets are one of each."""

    html: str
    bundles: tuple[Bundle, ...]


def bundled(path: Path) -> Page:
    """The page in this file, with what it loads put together; raises `BundleError`."""
    html, folder = path.read_text(encoding="utf-8"), path.parent
    bundles: list[Bundle] = []

    def address_of(suffix: str, media_type: str, text: str) -> str:
        content = text.encode()
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{suffix}"
        bundles.append(Bundle(name, media_type, content))
        return FOLDER + name

    styles = "\n".join((folder / name).read_text(encoding="utf-8") for name in _STYLE.findall(html))
    link = f'<link rel="stylesheet" href="{address_of(".css", "text/css", styles)}">\n    '
    html = _STYLE.sub(_once(link), html)
    entry = _SCRIPT.search(html)
    if entry:
        script = together(folder / entry[1])
        html = html.replace(f"/{entry[1]}", address_of(".js", "text/javascript", script))
    return Page(html, tuple(bundles))


def together(entry: Path) -> str:
    """A module and all that it imports, as one: each in a function of its own, after what it needs."""
    done: dict[str, str] = {}
    _add(entry.name, entry.parent, done, ())
    return "\n".join(done.values())


def _add(name: str, folder: Path, done: dict[str, str], above: tuple[str, ...]) -> None:
    if name in above:
        raise BundleError(f"{name} imports itself, by way of {' and '.join(above[above.index(name) + 1 :])}.")
    if name in done:
        return
    text = (folder / name).read_text(encoding="utf-8")

    def imported(match: re.Match[str]) -> str:
        needed = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[2]))
        _add(needed, folder, done, (*above, name))
        return f"const {{{match[1]}}} = {_variable(needed)};"

    text = _IMPORT.sub(imported, text)
    exported = ", ".join(match[2] for match in _EXPORT.finditer(text))
    text = _EXPORT.sub(r"\1", text)
    if left := _NOT_UNDERSTOOD.search(text):
        raise BundleError(f"{name}: only named imports and exports can be put together, not: {left[0]}")
    done[name] = f"const {_variable(name)} = (() => {{\n{text}\nreturn {{ {exported} }};\n}})();"


def _variable(name: str) -> str:
    return "module_" + re.sub(r"\W", "_", name)


def _once(text: str) -> Callable[[re.Match[str]], str]:
    """For `re.sub`: the text for the first match, nothing for the others."""
    texts = [text]
    return lambda _match: texts.pop() if texts else ""
