"""Ways to print or report besides the suite's own: nothing of a secret, or refused with a sentence."""

import pytest

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
OTHER_REPORTER = """
import json
import pytest

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    with open("other.txt", "a") as file:
        file.write(report.capstdout + report.capstderr + report.caplog + report.longreprtext)
        file.write(call.excinfo.exconly() if call.excinfo else "")

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
