"""Patched copies of the sandbox, and settings with which a run starts its portals from one."""

import json
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harness.provision.mailpit import Inbox
from testkit.api.page_calls import ANSWERS_AT_START
from testkit.settings.model import CONFIG_FILE
from tests.defects.patches import Patch

ROOT = Path(__file__).parents[2]
ENVIRONMENT = "sandbox"
WAIT_SECONDS = 3.0
"""Seconds to wait for what a defect prevents, on a view or by mail; waiting is most of the cost of a run."""


@dataclass(frozen=True)
class Copy:
    """A folder with a patched sandbox, the settings to run against it, and the results of the run."""

    folder: Path

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.folder / CONFIG_FILE

    @property
    def failures(self) -> Path:
        """Where a run writes down which scenarios failed."""
        return self.folder / "failures.jsonl"


@contextmanager
def patched_copy(
    patches: Sequence[Patch], inbox: Inbox, *, options: Sequence[str] = (), wait: float | None = WAIT_SECONDS
) -> Iterator[Copy]:
    """A copy of the sandbox with these patches, deleted at the end of this block; raises `PatchError`."""
    with TemporaryDirectory(prefix="defect-") as name:
        copy = Copy(Path(name))
        sandbox = copy.folder / "sandbox"
        shutil.copytree(ROOT / "sandbox", sandbox)
        for patch in patches:
            patch.apply(sandbox)
        settings = settings_for(copy.folder, inbox, options, wait)
        copy.settings.write_text(as_toml(settings), encoding="utf-8")
        yield copy


def settings_for(folder: Path, inbox: Inbox, options: Sequence[str], wait: float | None) -> dict[str, Any]:
    """The suite's own settings, except where the portal comes from and what is recorded."""
    usual = tomllib.loads((ROOT / CONFIG_FILE).read_text(encoding="utf-8"))
    environments = usual["environments"]
    is_version_5 = ("--version", "5") in pairwise(options)
    sandbox = environments[ENVIRONMENT] | ({} if is_version_5 else environments["version-4"])
    sandbox.pop("like", None)
    # -P keeps the current folder, with the unpatched sandbox, off the path.
    python, *more = sandbox["command"]
    sandbox["command"] = ["env", f"PYTHONPATH={folder}", python, "-P", *more]
    sandbox["options"] = [*sandbox.get("options", []), *options]
    sandbox["hardening"] = "fail"
    sandbox |= {"slow_answer_seconds": wait / ANSWERS_AT_START} if wait else {}
    sandbox["gate"] = any(option.startswith("--gate") for option in options)
    sandbox["mailpit"] = {"url": inbox.url, "smtp": inbox.smtp} | ({"wait_seconds": 2 * wait} if wait else {})
    use = {**usual["use"], "trace": "off", "screenshot": "off", "video": "off"}
    if wait:
        use |= dict.fromkeys(("action_timeout", "expect_timeout"), int(wait * 1000))
    return {**usual, "environment": ENVIRONMENT, "use": use, "environments": {ENVIRONMENT: sandbox}}


def as_toml(values: dict[str, Any]) -> str:
    """Plain data as TOML, one line for each top-level key."""
    return "".join(f"{name} = {_value(value)}\n" for name, value in values.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_value(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value)  # strings, numbers and booleans look the same in JSON and TOML
