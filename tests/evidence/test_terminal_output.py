"""What pytest's own options print or write: no secret, or the option is refused."""

import pytest

from tests.evidence.recorded_suite import all_text, run_recorded

SECRET = "Xk7#tr4wine-and-9-Lanterns!"
SCENARIOS = f"""
import sys
import pytest
from testkit.secrets.vault import Secret, vault

S = {SECRET!r}
KNOWN = vault.add("password", "Another-Secret-0f-19")

@pytest.fixture(params=[pytest.param(S, id="new")])
def value(request):
    return request.param

def test_interrupted(value):
    password = str(vault.add("password", S))
    def ask(answer: str) -> None:
        raise KeyboardInterrupt("while " + answer)
    ask(password)
"""


@pytest.mark.parametrize("options", [("--full-trace", "--showlocals", "-n", "0"), ("-s", "--full-trace", "-vv")])
def test_an_interrupted_run_shows_no_variable(pytester: pytest.Pytester, site: str, options: tuple[str, ...]) -> None:
    run = run_recorded(pytester, site, SCENARIOS, *options)

    assert run.ret == pytest.ExitCode.INTERRUPTED
    printed = run.stdout.str() + run.stderr.str()
    assert "KeyboardInterrupt" in printed
    assert [SECRET[at : at + 6] for at in range(len(SECRET) - 5) if SECRET[at : at + 6] in printed] == []


def test_an_address_that_is_asked_for_is_logged_without_its_codes(pytester: pytest.Pytester, site: str) -> None:
    code = "3f9a0c7de1b24d5e8c6f7a90b1d2e3f4"
    scenario = f"import requests\n\ndef test_it():\n    requests.get('{site}/c/{code}?id=42&k={code}', timeout=9)"

    run_recorded(pytester, site, scenario, "--log-file=log.txt", "--log-file-level=DEBUG", "--log-cli-level=DEBUG")

    logged = (pytester.path / "log.txt").read_text("utf-8")
    assert '"GET /c/\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}hidden' in logged
    assert "id=42" in logged
    assert code[:12] not in logged


def test_colours_stay_where_the_terminal_is_redacted(pytester: pytest.Pytester, site: str) -> None:
    scenario = "def test_it():\n    print('\\x1b[35mpurple')\n    assert False, 'no'"

    run = run_recorded(pytester, site, scenario, "--color=yes", "-s", "--tracing=off")

    assert "\x1b[31m" in run.stdout.str()
    assert "\x1b[35mpurple" in run.stdout.str()
    assert "\N{REPLACEMENT CHARACTER}" not in run.stdout.str()


def test_a_secret_among_the_parameters_is_refused(pytester: pytest.Pytester, site: str) -> None:
    scenario = (
        f"{SCENARIOS}\n@pytest.mark.parametrize('one', [pytest.param(KNOWN + '', id='x')])\ndef test_x(one): pass"
    )

    run = run_recorded(pytester, site, scenario)

    assert run.ret == pytest.ExitCode.INTERRUPTED
    assert "has a secret in it" in run.stdout.str()
    assert "Another-Secr" not in run.stdout.str() + run.stderr.str()


@pytest.mark.parametrize("option", ["--debug", "--capture=tee-sys", "--pastebin=all", "PYTEST_DEBUG"])
def test_what_prints_everything_as_it_is_is_refused(
    pytester: pytest.Pytester, site: str, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    if option.isupper():
        monkeypatch.setenv(option, "1")
    options = [] if option.isupper() else [option]

    run = run_recorded(pytester, site, SCENARIOS, *options)

    assert run.ret == pytest.ExitCode.USAGE_ERROR
    assert "--allow-debug-output" in run.stderr.str()
    log = pytester.path / "pytestdebug.log"
    everything = (run.stdout.str() + run.stderr.str()).encode() + (log.read_bytes() if log.exists() else b"")
    assert SECRET[:12].encode() not in everything + all_text(pytester.path / "test-results")


ENDS = [
    ("os._exit(3)", "1"),
    ("faulthandler._sigsegv()", "1"),
    ("pytest.exit('for the reason ' + S)", "0"),
    ("pytest.exit('for the reason ' + S)", "1"),
    ("sys.exit('for the reason ' + S)", "0"),
    ("BROKEN.append(S)", "0"),
    ("BROKEN.append(S)", "1"),
]
BROKEN_PLUGIN = """
BROKEN = []

def pytest_runtest_logreport():
    if BROKEN:
        raise ValueError("a plugin failed with " + BROKEN[0])
"""


@pytest.mark.parametrize(("end", "workers"), ENDS, ids=lambda text: text)
def test_a_run_that_ends_in_the_middle_is_not_green_and_shows_nothing(
    pytester: pytest.Pytester, site: str, end: str, workers: str
) -> None:
    pytester.makepyfile(broken_plugin=BROKEN_PLUGIN)
    scenario = f"""
import faulthandler, logging, os, sys
from broken_plugin import BROKEN
from testkit.secrets.vault import vault

def test_it():
    S = str(vault.add("password", {SECRET!r}))
    print("printed", S, flush=True)
    logging.getLogger("x").warning("logged %s", S)
    {end}
"""

    run = run_recorded(pytester, site, scenario, "-n", workers, "-p", "broken_plugin", "-vv", "-l", "--full-trace")

    assert run.ret != pytest.ExitCode.OK
    everything = (run.stdout.str() + run.stderr.str()).encode() + all_text(pytester.path / "test-results")
    assert [SECRET[at : at + 9] for at in range(len(SECRET) - 8) if SECRET[at : at + 9].encode() in everything] == []
