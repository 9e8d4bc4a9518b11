"""Verdicts: what runs in which environment, and what a failure means there, alone and on two workers."""

import hashlib

import pytest

from evidence.verdicts.plugin import Rules
from evidence.verdicts.summary import holding_again
from tests.evidence.verdict_suite import run_scenarios

SCENARIOS = '''"""A chapter."""

import pytest


@pytest.fixture
def broken():
    raise RuntimeError("the set-up failed")


@pytest.mark.documented("it holds")
def test_documented_holds():
    pass


@pytest.mark.hardening("it does not hold")
@pytest.mark.statement(31)
def test_hardening_fails():
    assert False, "no notice came"


@pytest.mark.smoke
@pytest.mark.hardening("it holds")
@pytest.mark.statement(19)
def test_hardening_holds():
    pass


@pytest.mark.sandbox("it moves the clock")
@pytest.mark.documented("it holds")
def test_sandbox_only():
    pass
'''
DOCUMENTED_FAILS = '''"""A chapter."""
import pytest
@pytest.mark.statement(31)
@pytest.mark.documented("it does not hold")
def test_a():
    assert False, "no answer came"
'''
BROKEN = '''"""A chapter."""
import pytest
@pytest.fixture
def broken():
    raise RuntimeError("the set-up failed")
@pytest.mark.hardening("it can't be seen")
def test_a(broken):
    pass
'''


@pytest.fixture(params=[(), ("-n", "2")], ids=["alone", "two workers"])
def workers(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """How many processes run the scenarios."""
    value: tuple[str, ...] = request.param
    return value


@pytest.mark.parametrize(
    ("scenarios", "rules", "outcomes", "said"),
    [
        (SCENARIOS, Rules("sandbox"), {"passed": 3, "failed": 1}, ""),
        (DOCUMENTED_FAILS, Rules("staging", accepted=frozenset({"31"})), {"failed": 1}, ""),
        (BROKEN, Rules("staging", hardening="report"), {"errors": 1}, ""),
        (SCENARIOS, Rules("s", hardening="skip"), {"passed": 2, "skipped": 2}, 'hardening = "skip" on s'),
        (
            SCENARIOS,
            Rules("s", hardening="report", started=False),
            {"passed": 2, "finding": 1, "skipped": 1},
            "s is not started for the run: it moves the clock",
        ),
        (
            SCENARIOS,
            Rules("s", marks="documented and not sandbox"),
            {"passed": 1, "deselected": 3},
            "3 scenarios: s runs only what is marked: documented and not sandbox",
        ),
    ],
    ids=[
        "a failing hardening scenario fails the run",
        "what the vendor documents is never accepted",
        "a broken set-up is an error and no finding",
        "a kind may be skipped",
        "what needs a started portal is skipped elsewhere",
        "an environment's marks choose as -m does",
    ],
)
def test_what_runs_and_how_it_counts(
    pytester: pytest.Pytester, scenarios: str, rules: Rules, outcomes: dict[str, int], said: str
) -> None:
    result = run_scenarios(pytester, scenarios, "-rs", rules=(rules,))

    assert result.parseoutcomes() == outcomes
    assert (result.ret == pytest.ExitCode.OK) is {"failed", "errors"}.isdisjoint(outcomes)
    assert said in result.stdout.str()


def test_a_finding_is_listed_and_does_not_fail_the_run(pytester: pytest.Pytester) -> None:
    result = run_scenarios(pytester, SCENARIOS, "-v", rules=(Rules("staging", hardening="report"),))

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "*FINDING*",
            "*findings (they do not fail the run)*",
            "H-????? A chapter: Hardening fails",
            "    no notice came",
            "*3 passed, 1 finding*",
        ]
    )


def test_an_accepted_statement_is_reported_as_accepted_and_one_that_holds_again_as_fixed(
    pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    rules = Rules("staging", accepted=frozenset({"19", "31"}))

    result = run_scenarios(pytester, SCENARIOS, *workers, "-v", "--junitxml=junit.xml", rules=(rules,))

    assert result.ret == pytest.ExitCode.OK
    said = result.stdout.str()
    assert "ACCEPTED" in said
    assert "FIXED" in said
    assert 'Statement 19 holds again on staging, in 1 scenario: remove "19" from environments.staging.accepted.' in said
    assert "Statement 31 holds again" not in said
    junit = (pytester.path / "junit.xml").read_text(encoding="utf-8")
    assert junit.count('name="verdict"') == 4
    assert all(f'name="verdict" value="{verdict}"' in junit for verdict in ("passed", "accepted", "fixed"))


def test_a_statement_holds_again_only_if_every_scenario_that_names_it_says_so(pytester: pytest.Pytester) -> None:
    rules = Rules("staging", accepted=frozenset({"31"}))

    result = run_scenarios(pytester, SCENARIOS.replace("statement(19)", "statement(31)"), rules=(rules,))

    assert "holds again" not in result.stdout.str()


def test_a_scenario_is_accepted_by_its_id_and_an_id_is_no_longer_needed_once_it_passes(
    pytester: pytest.Pytester,
) -> None:
    fails, holds = (
        f"H-{hashlib.sha256(name.encode()).hexdigest()[:5]}"
        for name in ("test_hardening_fails", "test_hardening_holds")
    )

    result = run_scenarios(pytester, SCENARIOS, rules=(Rules("staging", accepted=frozenset({fails, holds})),))

    assert result.ret == pytest.ExitCode.OK
    said = result.stdout.str()
    assert f"{fails} A chapter: Hardening fails" in said
    assert f'{holds} holds again on staging, in 1 scenario: remove "{holds}" from' in said


def test_a_statement_does_not_hold_again_while_an_invariant_needs_it() -> None:
    accepted, excused, verdicts = {"31", "33"}, {"31": ["a"], "33": ["a"]}, {"a": "fixed"}

    assert holding_again(accepted, excused, verdicts, needed={"33"}) == ["31"]


def test_an_acceptance_is_needed_as_long_as_one_of_its_scenarios_did_not_run(pytester: pytest.Pytester) -> None:
    scenarios = SCENARIOS.replace("statement(31)", "statement(19)")
    rules = (Rules("staging", accepted=frozenset({"19"})),)

    result = run_scenarios(pytester, scenarios, "-k", "hardening_holds", rules=rules)

    result.assert_outcomes(passed=1, deselected=3)
    assert "holds again" not in result.stdout.str()


def test_a_deviation_that_a_setting_says_is_known_is_a_finding(pytester: pytest.Pytester) -> None:
    scenarios = DOCUMENTED_FAILS.replace(
        "@pytest.mark.doc", '@pytest.mark.reported_with("rebase_links")\n@pytest.mark.doc'
    )
    rules = Rules("staging", known=frozenset({"rebase_links"}))

    result = run_scenarios(pytester, scenarios, rules=(rules,))

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*findings (they do not fail the run)*"])
    run_scenarios(pytester, scenarios, rules=(Rules("staging"),)).assert_outcomes(failed=1)


LIMITED = '''"""A chapter."""
import pytest
from testkit.verifiable import limited
@pytest.fixture
def page():
    raise limited("the portal refused a call (429)", needs="fewer workers")
@pytest.mark.documented("it holds")
def test_in_its_preparation(page):
    pass
@pytest.mark.documented("it holds")
def test_itself():
    raise limited("the portal refused a call (409)", needs="fewer workers")
'''


def test_limited_is_an_outcome_of_its_own(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    result = run_scenarios(pytester, LIMITED, *workers, "-v", "--junitxml=junit.xml", rules=(Rules("staging"),))

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*LIMITED*", "*= 2 limited in *"])
    assert (pytester.path / "junit.xml").read_text(encoding="utf-8").count('name="verdict" value="limited"') == 2


def test_a_live_portal_runs_only_the_smoke_scenarios_and_says_so(
    pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    result = run_scenarios(pytester, SCENARIOS, *workers, rules=(Rules("production", smoke_only=True),))

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "production is a live portal: only what is marked smoke runs there",
            "3 scenarios: production is a live portal, and they are not marked smoke",
            "*1 passed*",
        ]
    )


def test_marks_that_pytest_can_t_read_are_refused_before_anything_runs(pytester: pytest.Pytester) -> None:
    result = run_scenarios(pytester, SCENARIOS, rules=(Rules("staging", marks="smoke and ("),))

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "environments.staging.marks " in result.stderr.str()


def test_each_environment_of_a_run_has_its_own_rules(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    both = '''"""A chapter."""
import pytest
@pytest.mark.hardening("it does not hold")
@pytest.mark.parametrize("target_name", ["sandbox", "staging"])
def test_a(target_name):
    assert False, "no notice came"
'''
    rules = (Rules("sandbox"), Rules("staging", hardening="report"))

    result = run_scenarios(pytester, both, *workers, rules=rules)

    assert result.parseoutcomes() == {"failed": 1, "finding": 1}
    assert "A chapter: A [staging]" in result.stdout.str()


def test_a_finding_is_tried_again_like_any_failure(pytester: pytest.Pytester) -> None:
    once = '''"""A chapter."""
import pytest
tries = []
@pytest.mark.hardening("it holds at the second try")
def test_a():
    tries.append(1)
    assert len(tries) > 1
'''

    result = run_scenarios(pytester, once, "--reruns", "1", rules=(Rules("staging", hardening="report"),))

    assert result.parseoutcomes() == {"passed": 1, "rerun": 1}
    assert "findings" not in result.stdout.str()


def test_a_trace_that_is_kept_on_failure_is_kept_for_a_finding(pytester: pytest.Pytester) -> None:
    keeper = """
import pytest

@pytest.hookimpl(trylast=True, wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    item.last = report if report.when == "call" else None
    return report

@pytest.fixture(autouse=True)
def trace(request):
    yield
    print("the trace is", "kept" if request.node.last.failed else "gone")
"""
    pytester.mkdir("e2e").joinpath("conftest.py").write_text(keeper, encoding="utf-8")
    rules = (Rules("staging", hardening="report"),)

    result = run_scenarios(pytester, SCENARIOS, "-s", "-k", "hardening_fails", rules=rules)

    assert "the trace is kept" in result.stdout.str()
