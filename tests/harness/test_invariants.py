"""Invariants that were broken, or could not be watched, as results of a run."""

from pathlib import Path

import pytest

from harness.invariants import broken, not_watched, seen_in, unwatched
from testkit.invariants import CALL, REFERER
from testkit.network.invariants import Breach
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
    assert "Seen in 2 scenarios" in result.reason
    assert (result.environment, result.project, result.statements) == ("staging", "chromium", [33])


def test_what_a_browser_does_not_show_is_said_once(tmp_path: Path) -> None:
    for _ in range(2):
        not_watched(Breach(CALL, "this browser shows no bodies"), "staging", "firefox").write(tmp_path)
    seen_in("a", Breach(CALL, "POST portal.test/log"), "staging", "chromium", PORTAL).write(tmp_path)

    (result,) = unwatched(tmp_path)

    assert result.outcome == "skipped"
    assert result.reason.startswith("not verifiable: this browser shows no bodies; needs another browser")
    assert [one.project for one in broken(tmp_path)] == ["chromium"]
