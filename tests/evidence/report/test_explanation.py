"""A failure in four parts, and what several failures have in common."""

from evidence.report.causes import likely_causes
from evidence.report.explanation import MOST_LINES, as_text, explanation, shortened
from evidence.report.results import Result, Scenario

CALL = {
    "at": 12.5,
    "by": "page",
    "method": "POST",
    "path": "/api/sys/users/completePasswordReset?x=1",
    "status": 0,
    "milliseconds": 3,
    "successful": None,
    "message": "",
    "errors": "",
}


def result(name: str = "The member is signed in", **more: object) -> Result:
    """A result of a scenario that failed."""
    values: dict[str, object] = {
        "nodeid": f"e2e/test_a.py::{name}",
        "name": name,
        "chapter": "A chapter",
        "outcome": "failed",
        "seconds": 1,
        "reason": "Expected a greeting; found the sign-in view.",
        "source_kind": "hardening",
        "source": "OWASP FP: after a reset",
        "id": "H-1a2b3",
        "statements": [34],
        "steps": [{"words": "reset password view: set password", "started": 12.0, "milliseconds": 1, "error": ""}],
        "calls": [CALL],
        "facts": {"environment": "staging", "replay": "pytest x"},
        "bundle": "a-bundle",
    }
    return Result(**{**values, **more})  # type: ignore[arg-type]


def test_the_four_parts_are_in_the_terminal() -> None:
    assert as_text(explanation(result(), "New: passed in the last 6 runs.")) == [
        "Expected: The member is signed in.",
        "          OWASP FP: after a reset (hardening, statement 34, H-1a2b3)",
        "Happened: Expected a greeting; found the sign-in view.",
        "          New: passed in the last 6 runs.",
        "Where:    reset password view: set password → completePasswordReset: no answer yet",
        "Next:     Look: a-bundle.zip",
        "          Replay: pytest x",
        '          Accept: add "H-1a2b3" to accepted of environments.staging',
    ]


def test_fifteen_lines_are_enough_and_what_is_next_is_never_cut() -> None:
    lines = as_text(explanation(result(reason="\n".join("many words " * 60 for _ in range(40)), name="word " * 80)))

    assert len(lines) <= MOST_LINES
    assert lines[-1].endswith("accepted of environments.staging")


def test_a_line_is_cut_between_words() -> None:
    assert shortened("one two three", 10) == "one two …"


def failed(name: str, reason: str, **call: object) -> Scenario:
    """A scenario that failed for this reason."""
    return Scenario([result(name, reason=reason, calls=[{**CALL, "status": 200, **call}])])


def test_two_causes_are_told_apart_and_an_outage_is_one() -> None:
    away = [failed(f"{n}", f"Expected https://p.test/{n} to open; found connection refused.") for n in range(3)]
    broken = [failed(f"b{n}", f"Expected a greeting; found {n}.", status=500) for n in range(4)]
    alike = [failed(f"c{n}", f"Expected that 'member {n}' is greeted; found {n}.") for n in range(2)]
    alone = failed("d", "Expected one thing; found another.")

    causes = likely_causes([*away, *alike, alone, *broken])

    assert [cause.headline for cause in causes] == [
        "4 scenarios: POST completePasswordReset answered 500",
        "3 scenarios: https://p.test does not open: connection refused",
        "2 scenarios: Expected that … is greeted; found ….",
    ]
