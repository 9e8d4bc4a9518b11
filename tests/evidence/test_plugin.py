"""The plugin as pytest runs it: what each scenario leaves behind, and that no secret is in any of it."""

import re
import xml.etree.ElementTree as ET

import pytest

from testkit.secrets.vault import Vault
from tests.evidence.recorded_suite import all_text, results, run_of, run_recorded

PASSWORD = "Zq8#kk-Lm-x7Q!"
FAILING = """
@pytest.mark.documented("a promise")
@pytest.mark.statement(9, 29)
def test_the_member_is_notified(view, password):
    print("typed", password)
    view.set_password(password)
    expect(view.page.get_by_role("alert")).to_have_text("Welcome", timeout=300)
"""


@pytest.fixture
def vault() -> Vault:
    """A vault with what the inner run's scenarios type."""
    vault = Vault()
    vault.add("password", PASSWORD)
    return vault


def test_a_failed_scenario_leaves_a_bundle_without_secrets(pytester: pytest.Pytester, site: str, vault: Vault) -> None:
    run = run_recorded(pytester, site, FAILING, "--showlocals", "--junitxml=theirs.xml")

    run.assert_outcomes(failed=1)
    folder = run_of(pytester)
    (result,) = results(pytester)
    assert (result["chapter"], result["name"]) == ("A chapter", "The member is notified")
    assert (result["outcome"], result["source"], result["statements"]) == ("failed", "a promise", [9, 29])
    bundle = folder / result["bundle"]
    assert bundle.name == "the-member-is-notified--house--chromium--attempt-1"
    assert (folder / f"{bundle.name}.zip").exists()
    assert {"report.md", "issue.md", "trace.zip", "console.txt", "filmstrip"} <= {
        path.name for path in bundle.iterdir()
    }
    report = (bundle / "report.md").read_text("utf-8")
    assert "form view: set password" in report
    assert "| page | POST | /api/sys/users/completePasswordReset | 400 | false | Password: too common |" in report
    assert 'Replay: pytest "e2e/test_chapter.py::test_the_member_is_notified[chromium]"' in report
    everything = all_text(folder) + run.stdout.str().encode() + (pytester.path / "theirs.xml").read_bytes()
    assert vault.leaks(everything) == []
    assert PASSWORD.encode() not in everything


ENDINGS = (
    "assert str(password) == 'x'",
    "raise ExceptionGroup('both ' + password, [ValueError(password), KeyError(str(password))])",
    "pytest.fail('because of ' + password, pytrace=False)",
    "raise ValueError({'Password': str(password)}) from KeyError(str(password))",
    "expect(view.page.get_by_label('New password')).to_have_value(password + '!', timeout=100)",
    "expect(view.page.get_by_role('link', name='Zork')).to_be_visible(timeout=100)",
    "import warnings; warnings.warn('deprecated ' + password)",
    "pytest.skip('because of ' + password)",
)


def test_no_way_to_end_reveals_a_secret(pytester: pytest.Pytester, site: str, vault: Vault) -> None:
    scenarios = [
        f"def test_{n}(view, password, request):\n"
        "    request.node.user_properties.append(('p', str(password)))\n"
        f"    view.set_password(password)\n    {ending}\n"
        for n, ending in enumerate(ENDINGS)
    ]

    run = run_recorded(
        pytester, site, "\n".join(scenarios), "-ra", "--showlocals", "--junitxml=theirs.xml", "--tracing", "off"
    )

    written = (pytester.path / "theirs.xml").read_text("utf-8")
    told = [ET.tostring(case, "unicode") for case in ET.fromstring(written).iter("testcase")]  # noqa: S314 - of this run
    assert len(told) == len(ENDINGS)
    assert [text for text in told if "password 1" not in text or not re.search("<(failure|skipped)", text)] == []
    assert vault.leaks((run.stdout.str() + run.stderr.str() + written).encode()) == []
    assert vault.leaks(all_text(run_of(pytester))) == []


def test_a_passed_scenario_leaves_its_result_only(pytester: pytest.Pytester, site: str) -> None:
    run = run_recorded(pytester, site, "def test_it_works(view): pass")

    run.assert_outcomes(passed=1)
    run.stdout.re_match_lines(
        [r".*A chapter · It works  [\d.]+ s", r"report: .*report\.html.*", r"=+ 1 passed.* in .*=+"]
    )
    (result,) = results(pytester)
    assert (result["outcome"], result["bundle"]) == ("passed", "")
    assert {path.name for path in run_of(pytester).iterdir()} == {"results", "report.html", "junit.xml"}


def test_a_bug_report_is_made_pass_or_fail(pytester: pytest.Pytester, site: str) -> None:
    run = run_recorded(pytester, site, "def test_it_works(view, password): view.set_password(password)", "--bug-report")

    run.assert_outcomes(passed=1)
    run.stdout.re_match_lines([r"send this: .*it-works--house--chromium--attempt-1\.zip.*"])
    (result,) = results(pytester)
    assert (run_of(pytester) / result["bundle"] / "trace.zip").exists()


def test_a_scenario_that_fails_before_or_after_leaves_a_bundle_too(pytester: pytest.Pytester, site: str) -> None:
    scenarios = """
@pytest.fixture
def broken(view): raise RuntimeError("no member could be made")
@pytest.fixture
def breaking(view):
    yield
    raise RuntimeError("a member was left behind")
def test_a_set_up_breaks(broken): pass
def test_a_clean_up_breaks(breaking): pass
"""
    run = run_recorded(pytester, site, scenarios)

    run.assert_outcomes(errors=2)
    found = {result["name"]: result for result in results(pytester)}
    assert found["A set up breaks"]["reason"] == "Precondition failed: No member could be made"
    assert found["A clean up breaks"]["reason"] == "Clean-up failed: A member was left behind"
    assert all((run_of(pytester) / one["bundle"] / "trace.zip").exists() for one in found.values())


def test_what_passes_the_second_time_is_flaky_and_keeps_the_first_bundle(pytester: pytest.Pytester, site: str) -> None:
    scenario = (
        "TRIES = []\ndef test_it_works_at_times(view):\n    TRIES.append(1)\n    assert len(TRIES) > 1, 'not yet'\n"
    )

    run = run_recorded(pytester, site, scenario, "--retry", "1")

    assert run.ret == 0
    run.stdout.re_match_lines([r".*failed, tried again", r".*flaky: failed, then passed", r"=+ .*1 flaky.* in .*=+"])
    assert "1 passed" not in run.stdout.str()
    first, second = results(pytester)
    assert (first["outcome"], second["outcome"]) == ("failed", "passed")
    assert first["bundle"].endswith("attempt-1")
    case = ET.parse(run_of(pytester) / "junit.xml").find(".//testcase")  # noqa: S314 - written by this run
    assert case is not None
    assert case.find("flakyFailure") is not None
    assert case.find("failure") is None


def test_a_finding_does_not_fail_the_run_yet_leaves_its_bundle(pytester: pytest.Pytester, site: str) -> None:
    scenario = "@pytest.mark.hardening('OWASP')\ndef test_it_is_safer(view):\n    assert not 'unsafe', 'it is unsafe'\n"

    run_recorded(pytester, site, scenario)

    (result,) = results(pytester)
    assert (result["outcome"], result["reason"].splitlines()[0]) == ("finding", "It is unsafe")
    assert (run_of(pytester) / result["bundle"]).is_dir()


def test_workers_write_to_one_run_and_delete_nothing(pytester: pytest.Pytester, site: str) -> None:
    earlier = pytester.mkdir("test-results") / "earlier" / "kept.txt"
    earlier.parent.mkdir()
    earlier.write_text("an earlier run's", "utf-8")
    scenarios = "\n".join(f"def test_number_{n}(view): assert {n} % 2\n" for n in range(4))

    run = run_recorded(pytester, site, scenarios, "-n2")

    run.assert_outcomes(passed=2, failed=2)
    assert earlier.exists()
    assert sorted(one["outcome"] for one in results(pytester)) == ["failed", "failed", "passed", "passed"]
    assert len(list(run_of(pytester).glob("*.zip"))) == 2
    history = (pytester.path / "test-results" / "history.jsonl").read_text("utf-8")
    assert '"counts": {"failed": 2, "passed": 2}' in history


def test_an_interrupted_run_keeps_what_it_had(pytester: pytest.Pytester, site: str) -> None:
    scenarios = "def test_one(view): pass\ndef test_two(view): raise KeyboardInterrupt\ndef test_three(view): pass\n"

    run = run_recorded(pytester, site, scenarios)

    assert run.ret == pytest.ExitCode.INTERRUPTED
    assert {one["name"]: one["outcome"] for one in results(pytester)} == {"One": "passed", "Two": "failed"}
    assert (run_of(pytester) / "report.html").exists()


def test_a_video_is_never_in_a_bundle(pytester: pytest.Pytester, site: str) -> None:
    run = run_recorded(pytester, site, FAILING, "--video", "on")

    if "requires ffmpeg" in run.stdout.str():
        pytest.skip("Playwright's ffmpeg is not installed: python -m playwright install ffmpeg")
    videos = list((run_of(pytester) / "not-for-sharing").iterdir())
    assert [video.suffix for video in videos] == [".webm"]
    assert not [path for path in run_of(pytester).rglob("*.webm") if path.parent.name != "not-for-sharing"]
    run.stdout.fnmatch_lines(["videos: *NOT for sharing*"])


def test_other_tests_are_reported_as_pytest_does(pytester: pytest.Pytester, site: str) -> None:
    pytester.makepyfile(test_plain="def test_plain(): pass")

    run = run_recorded(pytester, site, "def test_it_works(view): pass", "test_plain.py")

    run.assert_outcomes(passed=1)
    assert "A chapter" not in run.stdout.str()
    assert not (pytester.path / "test-results").exists()


def test_nothing_raw_is_left_behind(pytester: pytest.Pytester, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = pytester.mkdir("scratch")
    monkeypatch.setenv("TMPDIR", str(scratch))

    run_recorded(pytester, site, FAILING)

    assert not [path for path in scratch.rglob("*") if re.search("trace|evidence", path.name)]


SCANS = """
from testkit.secrets.vault import Vault

scans = []
for name in ("pieces", "leaks"):
    def scan(self, data, act=getattr(Vault, name)):
        scans.append(len(data))
        return act(self, data)
    setattr(Vault, name, scan)

def pytest_unconfigure():
    print("scanned", len(scans), "times")
"""


@pytest.mark.parametrize(("end", "times"), [("pass", "0"), ("assert False, 'no'", "[1-9]*")], ids=["passes", "fails"])
def test_only_a_scenario_that_leaves_a_bundle_pays_for_the_last_scan(
    pytester: pytest.Pytester, site: str, end: str, times: str
) -> None:
    pytester.makepyfile(scans=SCANS)
    scenario = f"def test_it(view, password):\n    view.set_password(password)\n    {end}"

    run = run_recorded(pytester, site, scenario, "-pscans")

    run.stdout.fnmatch_lines([f"scanned {times} times"])
