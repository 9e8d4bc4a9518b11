"""Which inbox a run uses, in which order, and the words for it."""

import pytest
import requests

from harness.provision import inbox
from harness.provision.inbox import choose_inbox
from harness.provision.mailpit import VERSION
from harness.provision.mailpit.locate import built_mailpit
from harness.provision.progress import ProvisionError, Say
from tests.harness.provision.conftest import Machine

DOCKER = 'case "$1" in version|image|pull) exit {status};; *) exit 1;; esac'


@pytest.fixture(autouse=True)
def no_building(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which Mailpit can't be built, and each try is counted by its words."""

    def refuse(say: Say) -> None:
        say("tried to build")
        raise ProvisionError("no Go to be had")

    monkeypatch.setattr(inbox, "build_mailpit", refuse)


def test_a_given_mailpit_comes_first_and_its_password_is_not_shown(machine: Machine) -> None:
    machine.program("mailpit", "echo mailpit v9.9.9")

    choice = choose_inbox("https://tester:secret@mail.example:8025/box/")

    assert choice.words == "Mailpit at https://mail.example:8025/box/"
    with choice.start() as running:
        assert (running.url, running.smtp) == ("https://tester:secret@mail.example:8025/box/", "")


def test_then_the_one_on_path(machine: Machine) -> None:
    path = machine.program("mailpit", "echo mailpit v9.9.9")

    assert choose_inbox().words == f"Mailpit v9.9.9, {path}"


@pytest.mark.usefixtures("machine")
def test_then_the_earlier_build() -> None:
    built_mailpit().parent.mkdir(parents=True)
    built_mailpit().touch(mode=0o755)

    assert choose_inbox().words == f"Mailpit {VERSION}, cached build"


def test_then_a_container_where_docker_answers(machine: Machine) -> None:
    machine.program("docker", DOCKER.format(status=0))

    choice = choose_inbox(say=lambda _: None)

    assert choice.words == f"Mailpit {VERSION}, container (no Go to be had)"


def test_else_the_embedded_inbox_with_every_reason(machine: Machine) -> None:
    machine.program("docker", DOCKER.format(status=1))

    choice = choose_inbox(say=lambda _: None)

    assert choice.words == "embedded inbox, no Mailpit (no Go to be had; no Docker engine answers)"
    with choice.start() as running:
        assert requests.get(f"{running.url}/readyz", timeout=5).status_code == 200
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{running.url}/readyz", timeout=5)


@pytest.mark.usefixtures("machine")
def test_a_build_that_failed_is_not_tried_at_each_start_but_by_make_setup() -> None:
    said: list[str] = []
    built_mailpit().parents[1].mkdir(parents=True)

    choose_inbox(say=said.append)
    choice = choose_inbox(say=said.append)
    assert said == ["tried to build"]
    assert "no Go to be had; `make setup` tries again" in choice.words

    choose_inbox(again=True, say=said.append)
    assert said == ["tried to build"] * 2
