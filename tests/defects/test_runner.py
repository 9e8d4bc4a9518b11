"""The runner: what it matches, what it prints, and when it fails."""

import tomllib
from pathlib import Path
from unittest.mock import Mock

import pytest

from harness.provision.mailpit import Inbox
from tests.defects.__main__ import matches
from tests.defects.copies import as_toml, settings_for
from tests.defects.forks import RunError, each_in_a_fork, in_a_fork
from tests.defects.judge import Failure, Verdict, in_one_line
from tests.defects.listener import Listener
from tests.defects.patches import Defect
from tests.defects.table import Table


def defect(kind: str) -> Defect:
    return Defect.model_validate(
        {"id": "x", "kind": kind, "area": "mail", "meets": "Something bad.", "chapter": ("test_mail.py",)}
    )


def verdict(kind: str, *, caught: bool) -> Verdict:
    return Verdict(defect(kind), Failure("e2e/test_mail.py::test_it_comes", "it did not") if caught else None, 1.0)


def eight() -> int:
    return 8


def ends_early() -> int:
    raise SystemExit(3)


def test_settings_written_as_toml_read_the_same(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, Inbox("http://127.0.0.1:1", "127.0.0.1:2"), ["--wording", "other"], 2.5)

    assert tomllib.loads(as_toml(settings)) == settings
    sandbox = settings["environments"]["sandbox"]
    assert sandbox["command"][:2] == ["env", f"PYTHONPATH={tmp_path}"]
    assert sandbox["options"][-2:] == ["--wording", "other"]


def test_a_message_leaves_out_playwright_s_log_and_pytest_s_explanation() -> None:
    assert in_one_line("AssertionError: expected one\nfound two\nassert 2 == 1\n + where") == "expected one found two"
    assert in_one_line("Locator expected to be visible\nCall log:\n - waiting") == "Locator expected to be visible"
    covered = (
        "playwright._impl._errors.TimeoutError: Locator.tap: Timeout\nCall log:\n - waiting for it\n - <b> intercepts"
    )
    assert (
        in_one_line(f"{covered} pointer events")
        == "Locator.tap: Timeout waiting for it - <b> intercepts pointer events"
    )


def test_k_takes_one_word_or_another() -> None:
    assert matches("trimmed-password view documented", "trimmed")
    assert matches("trimmed-password view documented", "nothing or view")
    assert not matches("trimmed-password view documented", "nothing")


def test_jobs_run_in_parallel_and_one_that_ends_early_is_reported() -> None:
    done = dict(each_in_a_fork([eight, ends_early, eight], parallel=2))

    assert (done[0], done[2]) == (8, 8)
    assert isinstance(done[1], RunError)
    with pytest.raises(RunError, match="ended before it had a result"):
        in_a_fork(ends_early)


@pytest.mark.parametrize(("most_failures", "reason"), [(1, "an invariant was broken"), (0, "")])
def test_a_broken_invariant_ends_a_run_that_a_failure_would_end(
    most_failures: int,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("harness.invariants.broken", lambda _run: ["a broken invariant"])
    monkeypatch.setattr("tests.defects.listener.run_folder", lambda _config: tmp_path)
    session = Mock(shouldfail="")
    session.config.getoption.return_value = most_failures
    listener = Listener(tmp_path / "failures.jsonl")

    listener.pytest_sessionstart(session)
    listener.pytest_runtest_logreport(Mock(failed=False, when="teardown"))

    assert session.shouldfail == reason


@pytest.mark.parametrize(
    ("verdicts", "holds"),
    [
        ([verdict("documented", caught=True)], True),
        ([verdict("documented", caught=False)], False),
        ([verdict("hardening", caught=True)] * 19 + [verdict("hardening", caught=False)], True),
        ([verdict("hardening", caught=True)] * 18 + [verdict("hardening", caught=False)], False),
    ],
)
def test_the_check_passes_only_with_nearly_all_caught(verdicts: list[Verdict], holds: bool) -> None:  # noqa: FBT001
    assert Table([one.defect for one in verdicts], list(verdicts)).holds is holds


def test_a_defect_that_is_not_caught_is_an_open_finding() -> None:
    table = Table([], [verdict("hardening", caught=False)])

    assert "open finding: x (hardening): Something bad." in table.totals()
    assert "caught by none" in table.as_markdown()
