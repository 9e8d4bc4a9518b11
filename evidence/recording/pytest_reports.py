"""pytest's reports and output without secrets: failures, skip reasons, warnings, log records, printed text."""

import logging
import os
import re
import sys
from collections.abc import Iterable
from functools import wraps
from pathlib import Path
from typing import Any, TextIO

import pytest

from evidence.recording.failure import Failure
from testkit.secrets.vault import CLOSE, OPEN, vault

# What a text field holds, in the aria snapshot that a failed `expect` prints; also a password that nobody registered.
_FIELD = re.compile(r"(- textbox(?: \"(?:[^\"\\\n]|\\.)*\")?[^:\n]{0,200}: )(?!\")([^\n]+)")
# What may be a token that something shortened in the middle, so that neither half is the value.
_WORD = re.compile(r"[A-Za-z0-9_.-]{9,}(?:…[A-Za-z0-9_.-]*)*")
_TOKEN = re.compile(r"\beyJ[A-Za-z0-9_.-]{6}")
_ELLIPSIS = re.compile(r"\.{2,}|…")
# What may be a code in an address that is asked for: whether it leads to a reset is known from the answer only.
_CODE = re.compile(r"(?<=[/=])(?=[^/&=?\s]*\d)[\w~.+%-]{10,}")
_REASONS = {"skip", "skipif", "xfail"}
_HIDDEN = f"{OPEN}hidden{CLOSE}"


def redact_text(text: str) -> str:
    """Redact a text for people, and leave out what can't be printed."""
    shown = printable(_without_values(text))  # first: a portal may send megabytes, of which little is shown
    return vault.redact_pieces(shown.encode()).decode()


def redact_output(text: str) -> str:
    """Redact what goes to a terminal, colours and all."""
    return vault.redact_pieces(_without_values(text).encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


def _without_values(text: str) -> str:
    """The text without known values, without what fields hold in aria snapshots, and without shortened tokens."""
    shown = _FIELD.sub(_hide, vault.redact(text))
    return _WORD.sub(_hide_shortened, shown) if "eyJ" in shown else shown


def _hide_shortened(found: re.Match[str]) -> str:
    token = _TOKEN.search(found[0])
    shortened = token and _ELLIPSIS.search(found[0], token.end())
    return f"{found[0][: token.start()]}{OPEN}shortened token{CLOSE}" if token and shortened else found[0]


def _hide(found: re.Match[str]) -> str:
    return found[0] if OPEN in found[2] or "@" in found[2] else found[1] + _HIDDEN


def redact_report(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Redact everything a report carries before any other plugin sees it."""
    report.longrepr = _redact(report.longrepr)
    report.sections = _redact(report.sections)
    if isinstance(report, pytest.TestReport):
        report.user_properties = _redact(report.user_properties)
    if hasattr(report, "wasxfail"):
        report.wasxfail = redact_text(str(report.wasxfail))  # type: ignore[union-attr]  # of a TestReport alone
    if context := getattr(report, "context", None):  # of a subtest
        for name, value in vars(context).items():
            object.__setattr__(context, name, _redact(value))


def redact_captured(item: pytest.Item) -> None:
    """Redact what was captured so far: reporters also read it from the test itself."""
    sections = item._report_sections  # noqa: SLF001 - there is no public way to change what was captured
    sections[:] = _redact(sections)


def with_secret(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The tests with a secret in a parameter, its name or a mark: reporters print these, and names make files."""
    texts = {item: "\n".join(_printed(item)) for item in items}
    together = "\n".join(dict.fromkeys(texts.values()))
    if redact_text(together) == together:  # as always: one search, where one for each text is a tenth of a start
        return []
    return [item for item, text in texts.items() if redact_text(text) != text]


def _printed(item: pytest.Item) -> list[str]:
    """What the run adds to its name, and the reasons in its marks; the function's own name is part of the code."""
    reasons = [str((mark.args, mark.kwargs)) for mark in item.iter_markers() if mark.name in _REASONS]
    return [item.callspec.id, str(item.callspec.params), *reasons] if hasattr(item, "callspec") else reasons


def show_failure(report: pytest.TestReport, failure: Failure, *, with_code: bool) -> Failure:
    """Put the failure into the report in the place of pytest's text, redacted; returns it as it was shown."""
    shown = Failure(*(redact_text(text) for text in (failure.reason, failure.place, failure.page)))
    report.longrepr = f"{shown.reason}\n\n{shown.place}" if with_code else shown.reason
    return shown


def redact_log_records() -> None:
    """Redact every log record when it is made: `--log-cli-level` and `--log-file` show them while tests run."""
    make = logging.Logger.makeRecord

    @wraps(make)
    def make_redacted(*args: Any, **options: Any) -> logging.LogRecord:
        record = make(*args, **options)
        asked = record.name.startswith("urllib3")
        text = _CODE.sub(_HIDDEN, record.getMessage()) if asked else record.getMessage()
        record.msg, record.args = redact_text(text), ()
        if record.exc_info:
            record.exc_text, record.exc_info = redact_text(logging.Formatter().formatException(record.exc_info)), None
        for name, value in vars(record).items():  # also what `extra` added
            if isinstance(value, str):
                record.__dict__[name] = redact_text(value)
        return record

    logging.Logger.makeRecord = make_redacted  # type: ignore[method-assign]


def redact_warning(message: Any) -> None:
    """Redact a recorded warning in place."""
    text = str(message.message)
    clean = redact_text(text)
    if clean != text:
        message.message = UserWarning(clean)


def redact_junit(config: pytest.Config) -> None:
    """Redact the file of `--junitxml`: a test's properties and attributes go there without a report."""
    path = Path(config.getoption("xmlpath") or "")
    if path.is_file():
        path.write_bytes(vault.redact_pieces(vault.redact_bytes(path.read_bytes())))


def redact_internal_error(excrepr: Any) -> None:
    """Redact what pytest prints of an error of its own."""
    _redact(excrepr)


def _redact(value: Any) -> Any:
    """Redact texts wherever they are in pytest's representation of a failure, keeping its structure."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, tuple):
        return tuple(_redact(one) for one in value)
    if isinstance(value, list):
        return [_redact(one) for one in value]
    if isinstance(value, dict):
        return {name: _redact(one) for name, one in value.items()}
    if type(value).__module__.startswith("_pytest."):
        for name, one in vars(value).items():
            object.__setattr__(value, name, _redact(one))
    return value


def reason_of(report: pytest.TestReport) -> str:
    """Why a test did not pass, in a few lines, without the code around it."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return str(crash.message).strip()
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ").strip()
    return str(report.longrepr or "").strip()


OPTION = "--allow-debug-output"
_PLAYWRIGHT = re.compile(r"(?:^|[\s,])(?:\*|pw:[\w:*-]*)")


class RedactedStream:
    """A terminal's stream whose text is redacted, line by line as it is written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._begun = ""

    def write(self, text: str) -> int:
        """Write whole lines without secrets, and keep what has begun until its line ends: a value may come in parts."""
        begun = self._begun + text
        end = max(begun.rfind("\n"), begun.rfind("\r")) + 1
        self._begun = begun[end:]
        self._stream.write(redact_output(begun[:end]))
        return len(text)

    def flush(self) -> None:
        """Write what there is of the last line."""
        self._stream.write(redact_output(self._begun))
        self._begun = ""
        self._stream.flush()

    def writelines(self, lines: Iterable[str]) -> None:
        """Write these lines without secrets."""
        self.write("".join(lines))

    @property
    def buffer(self) -> "RedactedBytes":
        """The stream for bytes, redacted as well."""
        return RedactedBytes(self)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


class RedactedBytes:
    """The bytes of a terminal's stream, redacted."""

    def __init__(self, stream: RedactedStream) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        """Write bytes of a text without secrets."""
        self._stream.write(bytes(data).decode("utf-8", "replace"))
        return len(data)

    def flush(self) -> None:
        """Write what there is."""
        self._stream.flush()


def refuse_debug_output(config: pytest.Config) -> None:
    """Refuse debuggers and Playwright's own debugging, which show what is typed, unless the tester wants just that."""
    if config.getoption("allow_debug_output"):
        return
    names = [name for name in ("DEBUG", "DEBUGP") if _PLAYWRIGHT.search(os.environ.get(name, ""))]
    names += ["PWDEBUG"] if os.environ.get("PWDEBUG", "") not in {"", "0"} else []
    refused = ""
    if config.getoption("usepdb") or config.getoption("trace"):
        refused = "--pdb and --trace open a debugger that shows the values of variables, passwords and tokens included"
    elif config.getoption("debug") or os.environ.get("PYTEST_DEBUG"):
        refused = "--debug and PYTEST_DEBUG write down what pytest's hooks receive, passwords and tokens included"
    elif config.getoption("capture") == "tee-sys":
        refused = "--capture=tee-sys prints what scenarios print as it is. Use -s, whose output is redacted"
    elif config.getoption("pastebin", None):
        refused = "--pastebin sends what is printed to a public server, before all of it is redacted"
    elif names:
        name = names[0]
        refused = f"{name}={os.environ[name]} makes Playwright print what is typed, passwords and tokens included"
    if refused:
        raise pytest.UsageError(
            f"{refused}. Leave it out, or add {OPTION} on a machine whose output nobody else reads."
        )


def redact_printed_text(config: pytest.Config) -> None:
    """Redact what scenarios print where pytest doesn't capture it (`-s`)."""
    if config.getoption("capture") == "no" and not config.getoption("allow_debug_output"):
        sys.stdout = RedactedStream(sys.stdout)
        sys.stderr = RedactedStream(sys.stderr)


def redact_terminal(config: pytest.Config) -> None:
    """Redact all that pytest and its plugins write to the terminal: with `--full-trace`, Ctrl-C shows variables."""
    if config.pluginmanager.has_plugin("terminalreporter") and not config.getoption("allow_debug_output"):
        writer = config.get_terminal_writer()
        if not isinstance(writer._file, RedactedStream):  # noqa: SLF001 - pytest has no hook for what it prints
            writer._file = RedactedStream(writer._file)  # noqa: SLF001
            config.add_cleanup(writer.flush)


LONGEST = 20_000
# Controls but for line breaks and tabs, and characters that turn the direction of what follows.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without half characters, controls and changes of direction, and no longer than a reader can use."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}… ({len(text):,} characters)"
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", whole)
