"""A failure in four parts, and what several failures have in common."""

from pathlib import Path
from typing import Any

import pytest

from evidence.recording.failure import PHASES
from evidence.report.causes import MANY_UNCHECKED, likely_causes, repeats
from evidence.report.closing import print_failures
from evidence.report.explanation import MOST_LINES, as_markdown, as_text, explanation, headline
from evidence.report.results import Result, Scenario
from evidence.report.timeline import stage_of, timeline
from testkit.text import listed, shortened
from tests.evidence.report import made_results

CALL = {
    **made_results.CALL,
    "at": 12.5,
    "path": "/api/sys/users/completePasswordReset?x=1",
    "status": 0,
    "successful": None,
    "message": "",
    "errors": "",
}


def result(name: str = "The member is signed in", outcome: str = "failed", **more: Any) -> Result:
    """A result of a scenario that failed."""
    values = {
        "reason": "Expected a greeting; found the sign-in view.",
        "started": 0.0,
        "source_kind": "hardening",
        "source": "OWASP FP: after a reset",
        "id": "H-1a2b3",
        "statements": [34],
        "steps": [{"words": "reset password view: set password", "started": 12.0, "milliseconds": 1, "error": ""}],
        "calls": [CALL],
        "bundle": "a-bundle",
    }
    return made_results.result(name, outcome, **{**values, **more})


def test_the_four_parts_are_in_the_terminal() -> None:
    assert as_text(explanation(result(since="New: passed in the last 6 runs."))) == [
        "Expected: The member is signed in.",
        "          OWASP FP: after a reset (hardening, statement 34, H-1a2b3)",
        "Happened: Expected a greeting; found the sign-in view.",
        "          New: passed in the last 6 runs.",
        "Where:    reset password view: set password → completePasswordReset: no answer yet",
        "Next:     Look: a-bundle.zip",
        "          Replay: pytest x",
        '          Accept: add "H-1a2b3" to accepted of environments.house',
    ]


def test_fifteen_lines_are_enough_and_what_is_next_is_never_cut() -> None:
    lines = as_text(explanation(result(reason="\n".join("many words " * 60 for _ in range(40)), name="word " * 80)))

    assert len(lines) <= MOST_LINES
    assert lines[-1].endswith("accepted of environments.house")


@pytest.mark.parametrize(
    ("text", "length", "cut"),
    [
        ("one two three", 10, "one two …"),
        ("Missing: 'one thing', 'another thing'", 30, "Missing: 'one thing' …"),
        ("Found this; found that and more", 20, "Found this …"),
        ("This is one. This is another one.", 20, "This is one. …"),
        ("as long as it may be", 20, "as long as it may be"),
    ],
)
def test_a_line_is_cut_where_a_part_of_it_ends(text: str, length: int, cut: str) -> None:
    assert shortened(text, length) == cut


def test_what_happened_is_longer_than_its_headline() -> None:
    reason = f"Expected each message to be readable; not on the page: {listed(['no digit'] * 25)}"
    failed = result(reason=reason)

    assert headline(failed).endswith("'no digit', 'no digit' …")
    assert explanation(failed)[1].lines == [reason]


@pytest.mark.parametrize(
    ("reason", "settings"),
    [
        ("Expected 1 message to ada@example.com; found none", "mailpit"),
        ("Expected 11 messages to ada@example.com within 15s, 10 arrived.", "mailpit customers_per_run"),
        ("Expected no mail to an unknown address; 1 arrived", ""),
        ("Expected the messages to be gone; still shown: 'Too short.'", ""),
        ("Expected the request to be accepted; found 429 without an envelope", "mails_per_minute"),
        ("Expected 409, 429, or an envelope; found 200", ""),
        ("Expected the page to call /api/token and to get an answer within 9 s; it got none", "slow_answer_seconds"),
        ("Expected the page to … to get an answer; it did not.\nMeanwhile it called nothing of the API.", ""),
        ("Expected that the view is shown; found no textbox on the page.", "labels"),
        ("Expected each message of the server to be readable; not on the page: 'Too short.'", ""),
    ],
)
def test_a_setting_is_named_only_where_it_can_be_the_cause(reason: str, settings: str) -> None:
    advice = [line for line in explanation(result(reason=reason))[3].lines if "setting" in line]

    assert [line.split()[9] for line in advice] == settings.split()


def test_below_a_title_the_expectation_is_said_once_and_what_happened_is_what_was_found() -> None:
    failure = result(reason="Precondition failed: Expected that a mail arrives; the inbox is empty.\nIt waited 9 s.")

    assert as_markdown(explanation(failure)).startswith(
        "**Expected**\n\n- OWASP FP: after a reset (hardening, statement 34, H-1a2b3)\n- A mail arrives\n\n"
        "**What happened**\n\n- Precondition failed: The inbox is empty.\n- It waited 9 s.\n\n"
    )


def failed(name: str, reason: str, **call: object) -> Scenario:
    """A scenario that failed for this reason."""
    return Scenario([result(name, reason=reason, calls=[{**CALL, "status": 200, **call}])])


def test_what_a_message_says_after_an_address_is_no_part_of_it() -> None:
    shown = [failed(f"{n}", f"Expected the view to show ada{n}@example.com; it does not") for n in range(2)]

    (cause,) = likely_causes(shown)

    assert cause.headline.endswith("Expected the view to show …; it does not")


def test_an_answer_that_the_suite_invented_is_no_cause() -> None:
    invented = [failed(f"{n}", f"Expected {word}.", status=500, invented=True) for n, word in enumerate(("a", "b"))]

    assert likely_causes(invented) == []


@pytest.mark.parametrize("words", ["breaks the connection of completePasswordReset", "takes the browser offline"])
def test_a_call_that_the_suite_interfered_with_is_no_cause(words: str) -> None:
    step = {"words": f"the suite {words} (by hand: …)", "started": 1.0, "milliseconds": 1, "error": ""}
    cut = [Scenario([result(f"{n}", reason=f"Expected {word}.", steps=[step])]) for n, word in enumerate(("a", "b"))]

    assert likely_causes(cut) == []


def test_the_first_line_stands_alone() -> None:
    assert headline(result(reason="Expected none; found:\nno label\nno name")) == "Expected none; found: no label"


def test_where_in_the_flow_names_mails_and_the_suite_s_own_calls_in_order() -> None:
    look = {**CALL, "by": "suite", "method": "HEAD", "path": "/harbour/reset-password", "status": 200}
    start = {**CALL, "by": "suite", "path": "/api/sys/users/startPasswordReset", "status": 200}
    steps = [
        {"words": "reset password view: set password", "started": 12.0, "milliseconds": 1, "error": "Timeout"},
        {"words": "the suite holds back completePasswordReset (by hand: a proxy)", "started": 11.5, "error": ""},
        {"words": "reset password view: open", "started": 11.0, "milliseconds": 1, "error": ""},
    ]
    failure = result(
        calls=[{**start, "at": 8.0}, {**start, "at": 9.0}, {**start, "at": 9.1}, {**look, "at": 10.5}, CALL],
        mails=[
            {"subject": "Welcome", "sender": "a@example.com", "arrived": "2026-11-26T22:27:44+00:00", "read": 8.2},
            {"subject": "Reset", "sender": "a@example.com", "arrived": "2026-11-26T22:27:46+00:00", "read": 10.0},
        ],
        steps=steps,
        prepared=8.5,
    )

    assert [moment.text for moment in timeline(failure)] == [
        'set-up: startPasswordReset 200, mail "Welcome"',
        "the suite's own calls: startPasswordReset 200 (2 times)",
        'mail: "Reset"',
        "the suite's own calls: HEAD reset-password 200",
        "reset password view: open",
        "the suite holds back completePasswordReset (by hand: a proxy)",
        "reset password view: set password → completePasswordReset: no answer yet",
    ]
    assert stage_of(failure) == "completion"


def test_where_in_the_flow_counts_equal_steps_and_leaves_out_what_was_only_looked_at() -> None:
    words = ["sign in view: open", "expect heading to be visible", *["press Tab"] * 12, "expect alert to be visible"]
    steps = [
        {"words": one, "started": 1.0 + number, "milliseconds": 1, "error": "Timeout" if "alert" in one else ""}
        for number, one in enumerate(words)
    ]
    (where,) = [part.lines for part in explanation(result(steps=steps, calls=[])) if part.title == "Where"]

    assert where == ["sign in view: open", "press Tab (12 times)", "expect alert to be visible (failed here)"]


def test_many_scenarios_that_could_check_nothing_for_one_reason_are_one_cause() -> None:
    skipped = [
        Scenario([result(f"{n}", outcome="skipped", reason=f"not verifiable: no link to 10.0.0.{n}; needs a link")])
        for n in range(MANY_UNCHECKED)
    ]

    assert likely_causes(skipped[1:]) == []
    (cause,) = likely_causes(skipped)
    assert cause.headline == "10 scenarios could not be checked: no link to 10.0.0.0; needs a link"
    assert repeats([cause]) == []


def test_two_causes_are_distinguished_and_an_outage_is_one() -> None:
    away = [failed(f"{n}", f"Expected https://p.test/{n} to open; found connection refused.") for n in range(2)]
    away.append(
        failed("2", "Precondition failed: The portal did not answer GET /api at https://p.test (no connection).")
    )
    refused = f"error: Failed to load resource: net::ERR_CONNECTION_REFUSED (https://p.test{CALL['path']})"
    away.append(Scenario([result("3", reason="Expected a field; it is not on the page.", console=[refused])]))
    silent = [failed(f"d{n}", f"Expected a greeting; found {n}.", status=0) for n in range(3)]
    broken = [failed(f"b{n}", f"Expected a greeting; found {n}.", status=500) for n in range(5)]
    alike = [failed(f"c{n}", f"Expected that 'member {n}' ({'ab'[n]}) is greeted; found {n}.") for n in range(2)]
    alone = failed("d", "Expected one thing; found another.")

    causes = likely_causes([*away, *alike, alone, *broken, *silent])

    assert [cause.headline for cause in causes] == [
        "5 scenarios, the first at 00:00:01 UTC: POST completePasswordReset answered 500",
        "4 scenarios, the first at 00:00:01 UTC: https://p.test could not be reached",
        "3 scenarios, the first at 00:00:01 UTC: POST completePasswordReset got no answer",
        "2 scenarios, the first at 00:00:01 UTC: Expected that … is greeted; found ….",
    ]


def test_a_cause_says_what_was_found_where_that_begins_a_line_of_its_own() -> None:
    found = [failed(f"{n}", f'Expected no violations; found:\n<input id="{n}"> has no label.') for n in range(2)]

    (cause,) = likely_causes(found)

    assert cause.observed == "Expected no violations; found: <input id=…> has no label."


def test_what_breaks_set_up_and_scenarios_alike_is_one_cause_that_nobody_can_accept() -> None:
    broken = [failed(f"{n}", f"{phase}Expected one token; found 2") for n, phase in enumerate(["", *PHASES.values()])]

    (cause,) = likely_causes(broken)

    assert cause.observed == "Expected one token; found 2"
    accept = ["Accept: " in "\n".join(as_text(explanation(one.last))) for one in broken]
    assert accept == [True, False, False]


def test_mail_that_does_not_arrive_is_counted() -> None:
    reason = "Expected 1 message to a@example.com within 15s, none arrived."
    missing = [failed(f"{n}", reason) for n in range(3)]
    arrived = Scenario([result("d", outcome="passed", mails=[{"subject": "Welcome"}, {"subject": "Reset"}])])

    (none_came,) = likely_causes(missing)
    (some_came,) = likely_causes([*missing, arrived])

    assert none_came.headline.endswith("mail did not arrive (0 of 3 mails arrived)")
    assert some_came.headline.endswith("mail did not arrive (2 of 5 mails arrived)")


def test_an_outage_does_not_fill_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    away = "Precondition failed: Cannot reach Mailpit at http://mail.test:8025/: connection refused."
    for number in range(30):
        failed(f"Scenario {number}", away).last.write(tmp_path / "results")
    failed("Another scenario", "Expected a greeting; found none.").last.write(tmp_path / "results")

    print_failures(made_results.Terminal(), tmp_path)

    written = capsys.readouterr().out.splitlines()
    assert (
        written[1] == "30 scenarios, the first at 00:00:01 UTC: Mailpit at http://mail.test:8025 could not be reached"
    )
    assert sum(line.startswith("✗") for line in written) == 2
    assert any("Expected a greeting" in line for line in written)
    assert written[-1] == "… and 29 more with a likely cause named above: the report has them all."


def test_one_missing_message_and_several_are_one_cause() -> None:
    one = failed("1", "Expected each message to be readable; 'Too short.' is not on the page")
    long = "; ".join(f"'{'Rule ' * 12}{number}.' is not on the page" for number in range(6))
    several = failed("2", f"Expected each message to be readable; {long}")

    (cause,) = likely_causes([one, several])

    assert cause.observed == "Expected each message to be readable; … is not on the page"
