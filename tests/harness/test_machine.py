"""Machines as people have them: without a home or a folder to write to, with an ASCII terminal, plugins off."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.provision.cache import user_cache
from tests.whole_runs.runs import ROOT, start


@pytest.mark.parametrize(
    ("arguments", "variables", "said"),
    [
        (["--output", "/dev/null/results"], {}, "Results can't be written to /dev/null/results (Not a directory)"),
        (["--junitxml=/dev/null/results.xml"], {}, "another folder with --junitxml=FILE."),
        (["--base-url=http://portal.test"], {}, "--base-url is not used here: set base_url of an environment"),
        (["--device=Nokia 3310"], {}, "project chromium can't run: Playwright has no device 'Nokia 3310'"),
        (["--project=phone"], {"PROJECT_PHONE_DEVICE": "Pixel 77"}, "no device 'Pixel 77'; it has Pixel 7"),
        (["--browser-channel=nope"], {}, "the browser that was named does not start (Unsupported chromium channel"),
        ([], {"PROJECT_CHROMIUM_EXECUTABLE_PATH": "/dev/null/chrome"}, "does not start ("),
        (["-n", "-1"], {}, "-n takes a number from 0 to 64; got -1."),
        (["-n", "1000"], {}, "-n takes a number from 0 to 64; got 1000."),
        (["--shard="], {}, "--shard has no value: name one, or leave the option out."),
        (["--env", ""], {}, "--env has no value: name one, or leave the option out."),
        (["--retry=-2"], {}, "--retry takes a number from 0 to 64; got -2."),
        (["--config=settings.toml"], {}, "check the value of --config"),
        ([], {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, "PYTEST_DISABLE_PLUGIN_AUTOLOAD is set, and the suite needs"),
        (["-p", "no:xdist"], {}, "-p no:xdist turns off a plugin that the suite needs: leave it out."),
        (["--seed=abc"], {}, "ERROR: --seed: must be a number from 1, got 'abc'. `pytest --help` lists the options."),
        (["--nope"], {}, "ERROR: unrecognized arguments: --nope. `pytest --help` lists the options."),
        (["--watch", "--env=nope"], {}, "--env nope: playwright.config.toml describes no such environment"),
        (["--watch", "--catalogue"], {}, "--watch runs scenarios and --catalogue lists them: leave one of them out."),
        ([], {"MAILPIT_URL": "ftp://mailpit"}, "MAILPIT_URL (environments.sandbox.mailpit.url): must be an http"),
    ],
    ids=[
        "results can't be written",
        "JUnit can't be written",
        "an unused option",
        "a device that is none",
        "a project's device that is none",
        "a channel that is none",
        "a browser that is none",
        "workers below zero",
        "more workers than any machine has",
        "an option without a value",
        "an empty value",
        "repeats below zero",
        "settings that are not there",
        "plugins are off",
        "a plugin is off",
        "a seed that is none",
        "an option that is none",
        "a wrong option beside --watch",
        "a list to watch",
        "Mailpit's address is none",
    ],
)
def test_a_missing_requirement_of_a_run_is_one_sentence(
    arguments: list[str], variables: dict[str, str], said: str
) -> None:
    run = start(*arguments, environment=variables)
    output = run.end()

    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert said in output
    assert "Traceback" not in output
    assert "usage:" not in output


def test_a_terminal_that_knows_ascii_only_gets_words_for_marks() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "harness.doctor", "--env", "nobody"],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert answer.returncode == 1
    assert b"FAILED: playwright.config.toml describes no environment nobody" in answer.stdout
    assert answer.stderr == b""


def test_a_user_without_a_home_has_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", no_home)

    assert user_cache().name == f"cache-{os.getuid()}"


def test_a_mailpit_without_a_scheme_is_understood() -> None:
    run = start("--catalogue=text", "-k", "signed_in_by_the_reset", environment={"MAILPIT_URL": "mailpit.test:8025"})
    output = run.end()

    assert run.status == pytest.ExitCode.OK, output
