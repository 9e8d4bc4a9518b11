"""Invariants that were broken, or could not be watched, as results of a run."""

from pathlib import Path

import pytest

from evidence.report.explanation import explanation
from evidence.report.results import Result
from harness.invariants import broken, not_watched, seen_in, unwatched
from testkit.invariants import CALL, PAGE_ERROR, REFERER
from testkit.network.invariants import Breach
from testkit.secrets.vault import vault
from testkit.settings.model import Environment

PORTAL = Environment(base_url="https://portal.test", hardening="fail")


@pytest.mark.parametrize(
    ("accepted", "outcome"),
    [((), "failed"), (("secret-in-referer",), "accepted"), (("33",), "accepted"), (("40",), "failed")],
)
def test_an_invariant_is_accepted_by_its_id_or_a_statement_that_it_checks(
    tmp_path: Path, accepted: tuple[str, ...], outcome: str
) -> None:
    environment = PORTAL.model_copy(update={"accepted": accepted})
    for scenario in ("a", "b"):
        seen_in(scenario, Breach(REFERER, "GET portal.test/"), "staging", "chromium", environment).write(tmp_path)

    (result,) = broken(tmp_path)

    assert (result.outcome, result.accepted_by) == (outcome, list(accepted) if outcome == "accepted" else [])
    assert result.reason == "Expected: no Referer contains a secret; found GET portal.test/"
    assert result.seen_in == ["a", "b"]
    assert (result.environment, result.project, result.statements) == ("staging", "chromium", [33])


def test_a_broken_invariant_says_where_it_was_seen_and_how_to_see_it_again(tmp_path: Path) -> None:
    first = Result("a", "A reset", "A chapter", "passed", 1.0, facts={"replay": "pytest a"})
    first.write(tmp_path / "results")
    for place in ("GET portal.test/", "GET portal.test/logo"):
        seen_in("a", Breach(REFERER, place), "staging", "chromium", PORTAL).write(tmp_path)

    (result,) = broken(tmp_path)
    parts = {part.title: part.lines for part in explanation(result)}

    assert parts["Happened"] == ["Expected: no Referer contains a secret; found GET portal.test/, and 1 more like it"]
    assert parts["Where"] == ["A chapter · A reset"]
    assert parts["Next"][0] == "Replay: pytest a --bug-report"


def test_what_a_browser_does_not_show_is_said_once(tmp_path: Path) -> None:
    for _ in range(2):
        not_watched(Breach(CALL, "this browser shows no bodies"), "staging", "firefox").write(tmp_path)
    seen_in("a", Breach(CALL, "POST portal.test/log"), "staging", "chromium", PORTAL).write(tmp_path)

    (result,) = unwatched(tmp_path)

    assert result.outcome == "skipped"
    assert result.reason.startswith("not verifiable: this browser shows no bodies; needs another browser")
    assert [one.project for one in broken(tmp_path)] == ["chromium"]


def test_a_secret_that_became_known_after_it_was_seen_is_in_no_result(tmp_path: Path) -> None:
    seen = seen_in("a", Breach(PAGE_ERROR, "Error: late-secret-4711"), "staging", "chromium", PORTAL)
    vault.add("bearer token", "late-secret-4711")

    seen.write(tmp_path)

    (result,) = broken(tmp_path)
    assert "late-secret-4711" not in f"{result.reason} {result.details}"
