"""Other ways to print or report than the suite's own: they show no secret, or are refused with a sentence."""

import pytest

from evidence.recording.pytest_reports import LONGEST
from testkit.secrets.vault import Vault
from tests.evidence.recorded_suite import all_text, run_recorded

SECRET = "Xk7#tr4wine-and-9-Lanterns!"
SCENARIO = f"""
import logging, sys, warnings
from testkit.secrets.vault import vault

def test_it(view, request):
    secret = vault.add("password", {SECRET!r})
    print("printed", secret)
    sys.stderr.write(f"half of it: {{secret[4:20]}}\\n")
    logging.getLogger("portal").warning("logged %s", secret)
    request.node.add_report_section("call", "a section", secret)
    answer = {{"Value": str(secret) * 20}}
    assert answer == {{}}, f"expected no value; found {{secret}}"
"""
WAYS = f"""
import json, logging, sys, threading, warnings
from testkit.secrets.vault import vault

S = str(vault.add("password", {SECRET!r}))

class OddError(Exception):
    def __init__(self, value):
        self.value = value
    def __str__(self):
        return f"an odd value, {{self.value}}"

def test_a_note():
    error = AssertionError("expected a note; found one")
    error.add_note(S)
    raise error

def test_a_cause():
    try:
        raise KeyError(S)
    except KeyError as error:
        raise RuntimeError("the outer one failed") from error

def test_a_context():
    try:
        raise ValueError(S)
    except ValueError:
        raise AssertionError("expected x; found y")

def test_a_group():
    raise ExceptionGroup("group " + S, [ValueError("one " + S), AssertionError("two " + S)])

def test_fields_of_an_error():
    raise OddError(S)

def test_an_error_of_decoding():
    (b"\\xff" + S.encode()).decode()

def test_an_error_of_json():
    json.loads("{{" + S)

def test_fail():
    pytest.fail("for the reason " + S)

def test_skip():
    pytest.skip("for the reason " + S)

def test_xfail():
    pytest.xfail("for the reason " + S)

def test_properties(record_property, record_testsuite_property):
    record_property("p " + S, S)
    record_testsuite_property("global", S)

@pytest.fixture
def broken():
    raise OddError(S)

@pytest.fixture
def broken_at_the_end():
    yield
    raise RuntimeError("clean-up of " + S)

def test_setup(broken): pass

def test_teardown(broken_at_the_end): pass

def test_subtests(subtests):
    with subtests.test("subtest " + S, value=S):
        print("in a subtest", S)
        assert False, "failed with " + S

def test_logged():
    try:
        raise ValueError("logged " + S)
    except ValueError:
        logging.getLogger("x").exception("went wrong", extra={{"token": S}}, stack_info=True)
    assert False, "logged it"

def test_printed():
    sys.stdout.write(S[:9])
    sys.stdout.write(S[9:] + "\\n")
    sys.stdout.flush()
    print(S.encode().hex(), list(S.encode()), "\\u200b".join(S), S, file=sys.stderr)
    assert False, "printed it"

def test_warned():
    warnings.warn("careful with " + S)

def test_a_thread():
    def fail():
        raise ValueError("in a thread " + S)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

def test_parts():
    assert False, f"found {{S[:14]}} and {{S[14:]}}, {{S.encode().hex()}}, {{S[:8]}}...{{S[-8:]}}"
"""
OTHER_REPORTER = """
import json
import traceback
import pytest

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    with open("other.txt", "a") as file:
        file.write(report.capstdout + report.capstderr + report.caplog + report.longreprtext)
        if call.excinfo:
            file.write("".join(traceback.format_exception(call.excinfo.value)) + repr(call.excinfo.value))
            file.write(str([frame.frame.f_locals for frame in call.excinfo.traceback]))
        file.write(str(item._report_sections))

@pytest.hookimpl(hookwrapper=True)
def pytest_fixture_setup(fixturedef):
    outcome = yield
    with open("other.txt", "a") as file:
        file.write("".join(traceback.format_exception(outcome.excinfo[1])) if outcome.excinfo else "")

def pytest_runtest_logreport(report):
    kept = report._to_json() if hasattr(report, "_to_json") else vars(report)
    with open("other.jsonl", "a") as file:
        file.write(json.dumps(kept, default=str) + report.longreprtext + report.capstdout + "\\n")
"""


def pieces(everything: bytes) -> list[str]:
    """The pieces of the secret that are left; its own source in a trace is not the run's."""
    return [SECRET[at : at + 12] for at in range(len(SECRET) - 11) if SECRET[at : at + 12].encode() in everything]


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("-vv", "-l", "--tb=long", "-rA"),
        ("-s", "--tb=short"),
        ("--log-cli-level=DEBUG", "--log-file=log.txt", "--tb=native"),
        ("-p", "other_reporter", "--junitxml=theirs.xml", "-o", "junit_logging=all"),
    ],
    ids=["usual", "verbose", "not captured", "logs", "other reporters"],
)
def test_nothing_of_a_secret_is_printed_or_written(
    pytester: pytest.Pytester, site: str, options: tuple[str, ...]
) -> None:
    pytester.makepyfile(other_reporter=OTHER_REPORTER)

    run = run_recorded(pytester, site, SCENARIO, "--tracing=off", *options)

    run.assert_outcomes(failed=1)
    written = b"".join(
        path.read_bytes() for path in pytester.path.glob("*") if path.suffix in {".txt", ".xml", ".jsonl"}
    )
    assert pieces(run.stdout.str().encode() + run.stderr.str().encode() + written) == []
    assert pieces(all_text(pytester.path / "test-results")) == []
    assert "Expected no value; found" in run.stdout.str()


@pytest.mark.parametrize(
    "options",
    [
        ("-vv", "-l", "--tb=long", "-rA", "--durations=3", "-p", "other_reporter", "--junitxml=theirs.xml"),
        ("-s", "--tb=native", "--log-cli-level=DEBUG", "--log-file=log.txt"),
    ],
    ids=["everything", "not captured"],
)
def test_no_way_to_fail_or_to_print_shows_a_secret(
    pytester: pytest.Pytester, site: str, options: tuple[str, ...]
) -> None:
    pytester.makepyfile(other_reporter=OTHER_REPORTER)

    run = run_recorded(pytester, site, WAYS, "--tracing=off", "-W", "default", *options)

    assert run.ret == pytest.ExitCode.TESTS_FAILED
    assert run.parseoutcomes()["failed"] >= 12
    written = b"".join(
        path.read_bytes() for path in pytester.path.glob("*") if path.suffix in {".txt", ".xml", ".jsonl"}
    )
    everything = run.stdout.str().encode() + run.stderr.str().encode() + written
    everything += all_text(pytester.path / "test-results")
    assert pieces(everything) == []
    vault = Vault()
    vault.add("password", SECRET)
    assert [line for line in everything.splitlines() if len(line) < LONGEST and vault.pieces(line)] == []


@pytest.mark.parametrize(
    "mark", ["pytest.mark.parametrize('value', [S])", "pytest.mark.skip(reason=S)", "pytest.mark.xfail(reason=S)"]
)
def test_a_secret_in_a_name_or_a_mark_is_refused(pytester: pytest.Pytester, site: str, mark: str) -> None:
    arguments = "value" if "parametrize" in mark else ""
    secret = f"from testkit.secrets.vault import vault\nS = str(vault.add('password', {SECRET!r}))"

    run = run_recorded(pytester, site, f"{secret}\n\n@{mark}\ndef test_it({arguments}): pass")

    assert run.ret == pytest.ExitCode.INTERRUPTED
    assert "has a secret in it" in run.stdout.str()
    assert pieces(run.stdout.str().encode() + run.stderr.str().encode()) == []


@pytest.mark.parametrize(("name", "value"), [("DEBUG", "pw:api"), ("DEBUG", "foo,pw:*"), ("PWDEBUG", "1")])
def test_playwright_s_own_debugging_is_refused_with_a_sentence(
    pytester: pytest.Pytester, site: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    run = run_recorded(pytester, site, "def test_it(): pass")

    assert run.ret == pytest.ExitCode.USAGE_ERROR
    assert f"{name}={value} makes Playwright print what is typed" in run.stderr.str()
    assert "--allow-debug-output" in run.stderr.str()


@pytest.mark.parametrize("option", ["--pdb", "--trace"])
def test_a_debugger_is_refused_with_a_sentence(pytester: pytest.Pytester, site: str, option: str) -> None:
    run = run_recorded(pytester, site, "def test_it(): assert False", option)

    assert run.ret == pytest.ExitCode.USAGE_ERROR
    assert "open a debugger that shows the values of variables" in run.stderr.str()
    assert "--allow-debug-output" in run.stderr.str()


def test_options_from_the_environment_are_no_way_around(
    pytester: pytest.Pytester, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-vv -s -l --tb=long --tracing=off")

    run = run_recorded(pytester, site, SCENARIO)

    run.assert_outcomes(failed=1)
    assert pieces(run.stdout.str().encode() + run.stderr.str().encode()) == []
