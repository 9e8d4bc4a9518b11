"""An independent search for secrets: what the portal saw, looked for in everything that a run leaves, in every form.

Nothing of the suite's own redaction is used here, so that a mistake there can't hide from this.
"""

import base64
import binascii
import gzip
import hashlib
import html
import io
import json
import os
import quopri
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from tests.whole_runs.runs import ROOT, Workspace

PIECE = 12
LONG = 16
_STEP = 7
_GRAM = PIECE - _STEP + 1
"""Each piece has a gram that begins at a multiple of _STEP: only those places are looked at."""
_VARIED = 5
_MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+$")
_NAME = re.compile(rb'[",: ]*([A-Za-z]{5,})[",: ]*\d?')
"""What a run of claims decodes to where it holds a name and no value: a request's body may have it as well."""
_SHARED = 3
"""What so many tokens have in common, such as the names of their claims, is no secret of one."""
_CUT = re.compile(rb"(?=([ -~]{6})(?:\.\.\.|\xe2\x80\xa6)|(?<=\.\.\.)([ -~]{6})|(?<=\xe2\x80\xa6)([ -~]{6}))")
"""What stands beside an ellipsis: there, six characters are a piece, since something was shortened."""
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,4000}")
_ESCAPE = re.compile(rb"\\+(?:u00|x)([0-9a-fA-F]{2})")
SETTINGS = """
workers = 2
environment = "recorded-secrets"

[projects.chromium]
browser = "chromium"

[environments.recorded-secrets]
command = ["{{python}}", "-m", "sandbox", "--json", "--secrets-file", "{secrets_file}"]
hardening = "fail"

[environments.recorded-secrets.variants]
short_lived_links = ["--reset-lifetime", "1"]
second_location = ["--second-location"]
"""
EVERYTHING_PRINTED = ("--retry", "1", "--bug-report", "-vv", "-l", "-rA")


def search_a_run(workspace: Workspace, *arguments: str, timeout: float, suite: Path = ROOT) -> list[str]:
    """Run scenarios that all fail with their secrets, and return the secrets of which a piece is left, described."""
    secrets_file = workspace.folder / "secrets.jsonl"
    run = workspace.run(
        *("-p", "tests.whole_runs.leaks.fail_everything", f"--junitxml={workspace.results / 'theirs.xml'}", *arguments),
        settings=SETTINGS.format(secrets_file=secrets_file),
        suite=suite,
    )
    printed, _ = run.process.communicate(timeout=timeout)
    assert run.status == pytest.ExitCode.TESTS_FAILED, printed
    seen = secrets_in(secrets_file)
    assert seen, "the portal saw no secret"
    rooms = [path for room in ("e2e", "testkit", "fixtures", "sandbox") for path in (ROOT / room).rglob("*.[pj][ys]")]
    committed = b"".join(path.read_bytes() for path in rooms)
    pieces = {
        piece: secret
        for piece, secret, decoded in pieces_of(seen)
        if piece not in committed and not _is_name(decoded, committed)
    }
    beside = {piece[at : at + 6]: secret for piece, secret in pieces.items() for at in range(7)}
    grams = {piece[at : at + _GRAM] for piece in pieces for at in range(_STEP)}
    left: dict[str, str] = {}
    for name, data in [("the terminal", printed.encode()), *_members(workspace.results)]:
        left |= {pieces[run_of]: name for form in set(forms(data)) for run_of in _pieces_in(form, pieces, grams)}
        left |= {beside[cut]: name for found in _CUT.finditer(data) for cut in found.groups() if cut in beside}
    return [f"{secret[:3]}… of {len(secret)} characters in {name}" for secret, name in left.items()]


def secrets_in(secrets_file: Path) -> list[str]:
    """What the portal saw, each once."""
    return list(dict.fromkeys(json.loads(line)["value"] for line in secrets_file.read_text("utf-8").splitlines()))


def pieces_of(secrets: list[str]) -> Iterator[tuple[bytes, str, bytes]]:
    """Each run of PIECE characters of a long secret, with the secret and, of a token's claims, what the run decodes to.

    Tokens are taken without their header and what all of them have.
    """
    payloads = [secret.split(".")[1] for secret in secrets if secret.count(".") == 2]
    shared = Counter(run for payload in payloads for run in set(_runs(payload)))
    for secret in secrets:
        is_token = secret.startswith("eyJ")
        value = secret.partition(".")[2] if is_token else _MAIL_ADDRESS.sub("", secret)
        claims = _decoded(value.partition(".")[0]) if is_token else b""
        for at, run in enumerate(_runs(value) if len(value) >= LONG else ()):
            if shared[run] < _SHARED and len(set(run)) > _VARIED:
                yield run.encode(), secret, claims[-(-at * 3 // 4) : (at + PIECE) * 3 // 4]


def _is_name(decoded: bytes, committed: bytes) -> bool:
    name = _NAME.fullmatch(decoded)
    return bool(name and len(decoded) > PIECE // 2 and name[1] in committed)


def _decoded(payload: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    except binascii.Error:
        return b""


def _runs(text: str) -> Iterator[str]:
    return (text[at : at + PIECE] for at in range(len(text) - PIECE + 1))


def _pieces_in(text: bytes, pieces: dict[bytes, str], grams: set[bytes]) -> Iterator[bytes]:
    for at in range(0, len(text) - _GRAM + 1, _STEP):
        if text[at : at + _GRAM] in grams:
            starts = range(max(0, at - _STEP + 1), at + 1)
            yield from (run for start in starts if (run := text[start : start + PIECE]) in pieces)


def _members(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file in a folder and in its zips, each content once."""
    seen: set[bytes] = set()
    for path in sorted(folder.rglob("*")):
        for name, data in _unpacked(path.name, path.read_bytes()) if path.is_file() else ():
            digest = hashlib.sha256(data).digest()
            if digest not in seen:
                seen.add(digest)
                yield os.path.relpath(path, folder) + (f": {name}" if name != path.name else ""), data


def _unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            yield "names", "\n".join(file.namelist()).encode()
            for inner in file.namelist():
                yield from _unpacked(inner, file.read(inner))
    else:
        yield name, data


def forms(data: bytes) -> Iterator[bytes]:
    """The data as it is and with one layer of each encoding taken off; of a mail also each of its parts."""
    yield data
    once = unquote_to_bytes(data)
    yield from (once, unquote_to_bytes(once))
    yield html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "surrogatepass")
    yield _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)
    yield data.replace(b"\0", b"")
    if data[:2] == b"\x1f\x8b":
        try:
            yield gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
    for found in _BASE64.finditer(data):
        for offset in range(4):
            run = found[0][offset:]
            try:
                yield base64.b64decode(run[: len(run) // 4 * 4], altchars=b"-_" if {*run} & {*b"-_"} else None)
            except binascii.Error:
                continue
    if b"\nContent-Transfer-Encoding:" in data[:4000]:
        parts = [part.get_payload(decode=True) for part in message_from_bytes(data).walk()]
        for part in [*(one for one in parts if isinstance(one, bytes)), quopri.decodestring(data)]:
            yield from (part, part.replace(b"\0", b""), html.unescape(part.decode("latin-1")).encode())
