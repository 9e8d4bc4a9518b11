"""What is pinned in more than one place has the same version everywhere."""

import re
from pathlib import Path

import pytest

from harness.provision.mailpit.locate import VERSION
from harness.provision.mailpit.server import SETTINGS
from harness.provision.update import ACTION, workflow_files

ROOT = Path(__file__).parents[3]


def test_the_image_has_the_browsers_of_the_locked_playwright() -> None:
    locked = re.findall(r"(?m)^playwright==(\S+)", text("requirements.lock"))

    assert re.findall(r"(?m)^ARG PLAYWRIGHT=v(\S+)-noble", text("Dockerfile")) == locked


def test_the_bot_that_renews_pins_keeps_to_the_limit_of_playwright() -> None:
    limits = re.findall(r"playwright>=[\d.]+,(<[\d.]+)", text("pyproject.toml"))

    assert re.findall(r'"allowedVersions": "(.*)"', text(".github/renovate.json")) == limits


@pytest.mark.parametrize("file", ["compose.yaml", ".github/workflows/nightly.yml"])
def test_containers_run_the_mailpit_that_is_built_elsewhere(file: str) -> None:
    assert set(re.findall(r"axllent/mailpit:([^\s@]+)", text(file))) == {VERSION}


@pytest.mark.parametrize("file", ["compose.yaml", ".github/workflows/nightly.yml"])
def test_containers_run_mailpit_with_the_settings_that_the_suite_gives_its_own(file: str) -> None:
    settings = dict(re.findall(r'(MP_\w+): "(\w+)"', text(file)))

    assert settings == SETTINGS


def test_actions_are_pinned_by_digest_with_their_release_beside_it() -> None:
    used = [found for file in workflow_files() for found in ACTION.finditer(file.read_text("utf-8"))]

    assert used
    assert [
        found[0] for found in used if not re.fullmatch(r"[0-9a-f]{40} v\d+\.\d+\.\d+", f"{found[3]} {found[4]}")
    ] == []


def text(file: str) -> str:
    """A file of the repository."""
    return (ROOT / file).read_text("utf-8")
