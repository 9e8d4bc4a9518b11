"""The Python environment: the error where it can't be made."""

import subprocess
from pathlib import Path

from tests.harness.provision.conftest import Machine

SCRIPT = Path(__file__).parents[3] / "harness" / "provision" / "environment.sh"


def test_a_python_that_is_too_old_is_one_sentence(machine: Machine, tmp_path: Path) -> None:
    machine.program("python3", '[ "$1" = --version ] || exit 1; echo "Python 3.9.2"')

    answer = make_environment(tmp_path)

    assert answer.returncode == 2
    assert answer.stderr == "Python 3.11 or newer is needed, and Python 3.9.2 is here: install python3.11\n"


def test_a_missing_venv_is_named_with_what_to_type(machine: Machine, tmp_path: Path) -> None:
    machine.program("id", "echo 1000")
    # New enough, but made the way Debian ships it.
    machine.program("python3", 'case "$2" in *ensurepip*) exit 1;; *print*) echo python3.11-venv;; esac')

    answer = make_environment(tmp_path)

    assert answer.returncode == 2
    assert answer.stderr == "Python can't make environments here: apt-get install python3.11-venv\n"


def make_environment(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script on the test's machine."""
    command = ["/bin/sh", str(SCRIPT), str(folder / "venv"), "requirements.lock"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
