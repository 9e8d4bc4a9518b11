"""The independent search: the portal itself notes every secret it sees, and no piece of one is in what a run leaves.

`ALL_SCENARIOS=1` fails every scenario of the catalogue; otherwise a few of each chapter.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from tests.evidence.recorded_suite import all_text
from tests.whole_runs.one_run import ROOT
from tests.whole_runs.workspace import Workspace

PIECE = 12
LONG = 16
A_FEW = "signed_in_by_the_reset_itself or one_request_sends_one_mail or temporary_password or is_not_echoed"
TIMEOUT_SECONDS = 5_400 if os.environ.get("ALL_SCENARIOS") else 540
SETTINGS = """
workers = 2
environment = "witnessed"

[projects.chromium]
browser = "chromium"

[environments.witnessed]
command = ["{{python}}", "-m", "sandbox", "--json", "--witness", "{witness}"]
hardening = "fail"

[environments.witnessed.variants]
short_lived_links = ["--reset-lifetime", "1"]
second_location = ["--second-location"]
"""


def secrets_in(witness: Path) -> list[str]:
    """What the portal saw, each once."""
    return list(dict.fromkeys(json.loads(line)["value"] for line in witness.read_text("utf-8").splitlines()))


def pieces_of(secrets: list[str]) -> Iterator[tuple[bytes, str]]:
    """Each run of PIECE characters of a long secret; of a token without its header and what all tokens have."""
    payloads = [secret.split(".")[1] for secret in secrets if secret.count(".") == 2]
    common = {run for run in _runs(payloads[0]) if all(run in one for one in payloads)} if payloads else set()
    for secret in secrets:
        told = secret.partition(".")[2] if secret.startswith("eyJ") else secret.partition("@")[0]
        for run in _runs(told) if len(told) >= LONG else ():
            if run not in common and len(set(run)) > 5:
                yield run.encode(), secret


def _runs(text: str) -> Iterator[str]:
    return (text[at : at + PIECE] for at in range(len(text) - PIECE + 1))


@pytest.fixture
def witnessed(tmp_path: Path) -> Path:
    """The file of what the portal saw."""
    return tmp_path / "witness.jsonl"


def test_no_piece_of_a_secret_is_in_what_a_run_leaves(workspace: Workspace, witnessed: Path) -> None:
    chosen = () if os.environ.get("ALL_SCENARIOS") else ("-k", A_FEW)

    run = workspace.run(
        *("-p", "tests.whole_runs.fail_everything", "--retry", "1", "--bug-report", "-vv", "-l", "-rA"),
        *(*chosen, f"--junitxml={workspace.results / 'theirs.xml'}"),
        settings=SETTINGS.format(witness=witnessed),
    )
    printed, _ = run.process.communicate(timeout=TIMEOUT_SECONDS)

    assert run.status == pytest.ExitCode.TESTS_FAILED, printed
    assert sum(one.outcome == "failed" for one in workspace.scenarios()) >= 4
    seen = secrets_in(witnessed)
    assert len(seen) > 20
    written = all_text(workspace.results) + printed.encode()
    rooms = [*(ROOT / "e2e").rglob("*.py"), *(ROOT / "testkit").rglob("*.py"), *(ROOT / "fixtures").rglob("*.py")]
    committed = b"".join(path.read_bytes() for path in rooms)
    pieces = {piece: secret for piece, secret in pieces_of(seen) if piece not in committed}
    found = {pieces[run_of] for text in (written, unquote_to_bytes(written)) for run_of in _found(pieces, text)}
    assert [f"{secret[:4]}… of {len(secret)} characters" for secret in found] == []


def _found(pieces: Mapping[bytes, str], text: bytes) -> Iterator[bytes]:
    """The pieces in a text; each place of it is looked at once, however many pieces there are."""
    return (run for at in range(len(text) - PIECE + 1) if (run := text[at : at + PIECE]) in pieces)


def test_the_search_finds_a_piece() -> None:
    secret = "Xk7#tr4wine-and-9-Lanterns!"
    pieces = dict(pieces_of([secret, "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLW9mLXRo"]))

    assert list(_found(pieces, f"cut: {secret[5:17]}...".encode()))
    assert list(_found(pieces, b"...dXJlLW9mLXRo"))
    assert not list(_found(pieces, b"eyJhbGciOiJSUzI1NiJ9 and nothing else"))
