"""What to record: pytest-playwright's own options, taken over so that there is only one recorder."""

import os
import shlex
from dataclasses import dataclass, replace
from typing import Literal

import pytest

Keep = Literal["on", "off", "retain-on-failure"]


@dataclass(frozen=True)
class CaptureOptions:
    """What to record, in Playwright's own words."""

    trace: str = "retain-on-failure"
    video: str = "off"
    screenshot: str = "only-on-failure"

    def keeps(self, *, failed: bool) -> bool:
        """Whether a scenario that ended like this leaves a bundle."""
        return failed or "on" in {self.trace, self.screenshot, self.video}


DEFAULT_CAPTURE = pytest.StashKey[CaptureOptions]()
"""The settings file's options, set in `config.stash` by the plugin that reads the settings."""
_GIVEN = pytest.StashKey[dict[str, str]]()
_OPTIONS = {"trace": "tracing", "video": "video", "screenshot": "screenshot"}


def take_over(config: pytest.Config) -> None:
    """Remember the options of the command line, and switch pytest-playwright's own recorder off."""
    worker = getattr(config, "workerinput", None)
    if worker:
        config.stash[_GIVEN] = worker["evidence_capture_options"]
    else:
        arguments = [*_addopts(), *map(str, config.invocation_params.args)]
        given = [name for name, option in _OPTIONS.items() if any(one.startswith(f"--{option}") for one in arguments)]
        everything = {"trace": "on", "screenshot": "on"} if config.getoption("bug_report") else {}
        config.stash[_GIVEN] = everything | {name: str(config.getoption(_OPTIONS[name])) for name in given}
    for option in _OPTIONS.values():
        setattr(config.option, option, "off")


def _addopts() -> list[str]:
    return shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))


def given_capture_options(config: pytest.Config) -> dict[str, str]:
    """The options given on the command line, to be sent to workers."""
    return config.stash[_GIVEN]


def capture_options(config: pytest.Config) -> CaptureOptions:
    """What to record: by the command line, else the settings file, else the default."""
    default = config.stash.get(DEFAULT_CAPTURE, CaptureOptions())
    return replace(default, **given_capture_options(config))
