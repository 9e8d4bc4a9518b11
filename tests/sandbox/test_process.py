"""The sandbox as a process: how it starts, what it prints, how it ends."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.sandbox.postbox import Postbox
from tests.sandbox.running import Running, running

COMMAND = [sys.executable, "-m", "sandbox"]


def test_it_prints_addresses_and_members_as_one_line_of_json(sandbox: Running) -> None:
    said = sandbox.said

    assert said.keys() == {"portal", "api", "admin", "smtp", "inbox", "administrator", "members", "locations"}
    assert said["locations"][0] == {"id": 1, "portal": said["portal"], "api": said["portal"]}
    assert (said["smtp"], said["inbox"]) == (sandbox.postbox.smtp, None)
    assert [member["kind"] for member in said["members"]] == ["standard", "suspended", "two-factor"]
    assert all(member.keys() == {"kind", "full_name", "email", "password"} for member in said["members"])


def test_members_get_addresses_of_the_given_mail_domain(postbox: Postbox) -> None:
    with running(postbox, "--mail-domain", "mail.test") as sandbox:
        people = [sandbox.said["administrator"], *sandbox.said["members"]]

    assert all(person["email"].endswith("@mail.test") for person in people)


def test_without_a_mail_server_it_starts_and_stops_its_own_inbox() -> None:
    with subprocess.Popen([*COMMAND, "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        said = json.loads(process.stdout.readline())
        info = requests.get(f"{said['inbox']}/api/v1/messages", timeout=10)
        process.stdin.close()
        assert process.wait(10) == 0

    assert info.status_code == 200
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{said['inbox']}/api/v1/messages", timeout=10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(postbox: Postbox, number: signal.Signals) -> None:
    with running(postbox) as sandbox:
        sandbox.process.send_signal(number)
        assert sandbox.process.wait(10) == 0


def test_without_json_it_prints_addresses_and_members_and_keeps_running() -> None:
    command = [*COMMAND, "--smtp", "127.0.0.1:1"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "Ctrl-C ends everything.\n")
        text = "".join(lines)
        process.terminate()

    for word in ("Harbour House", "/docs", "administrator", "standard", "suspended", "two-factor"):
        assert word in text


def test_the_log_is_written_to_the_given_file_only(postbox: Postbox, tmp_path: Path) -> None:
    log = tmp_path / "sandbox.log"
    with running(postbox, "--log", str(log)) as sandbox:
        sandbox.call("GET", "/login")

    assert "GET /login 200" in log.read_text(encoding="utf-8")
    assert sandbox.log == ""


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--port", "65536"], "65536"),
        (["--smtp", "nowhere"], "nowhere"),
        (["--smtp", "127.0.0.1:99999"], "'99999' is not a port"),
        (["--gate", ""], "--gate: a password can't be empty"),
        (["--resets-per-address", "few"], "'few' is not a whole number"),
        (["--token-in", "cookie"], "cookie"),
        (["--token-name", "a b"], "a b"),
        (["--delay", "-1"], "-1"),
        (["--delay", "soon"], "soon"),
        (["--reset-lifetime", "0"], "above 0"),
        (["--mail-domain", "@x"], "@x"),
        (["--log", "/nowhere/at/all"], "/nowhere/at/all"),
        (["--reset"], "--reset"),
        (["--version", "5", "--origins", "one", "--api-port", "5123"], "--api-port"),
        (["--token-in", "path", "--token-name", "t"], "--token-name"),
    ],
)
def test_a_wrong_option_is_reported_in_one_line(options: list[str], named: str) -> None:
    ended = subprocess.run([*COMMAND, "--json", *options], capture_output=True, text=True, check=False, timeout=20)

    assert ended.returncode == 2
    assert ended.stderr.startswith("sandbox: ")
    assert ended.stderr.count("\n") == 1
    assert named in ended.stderr


def test_the_inbox_takes_no_options() -> None:
    command = [sys.executable, "-m", "sandbox.inbox", "--port", "8025"]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=20)

    assert (ended.returncode, ended.stderr) == (2, "sandbox: unrecognized arguments: --port 8025\n")


def test_a_port_in_use_is_reported_in_one_line(sandbox: Running) -> None:
    port = sandbox.portal.rpartition(":")[2]
    command = [*COMMAND, "--json", "--smtp", "127.0.0.1:1", "--port", port]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)

    assert (ended.returncode, ended.stderr) == (2, f"sandbox: port {port} can't be used: Address already in use\n")
