"""pytest's own reports without secrets: tracebacks, arguments, captured output, skip reasons, warnings."""

import re
from typing import Any

import pytest

from testkit.secrets.vault import CLOSE, OPEN, vault

# What a password field holds, in the aria snapshot that a failed `expect` prints; also one nobody has registered.
_PASSWORD_LINE = re.compile(r"(- textbox \"[^\"\n]*passw[^\"\n]*\"[^:\n]*: )(?!\")[^\n]+", re.IGNORECASE)
# pytest shortens long values in the middle, and then neither half is the value.
_SHORTENED = re.compile(r"\beyJ[A-Za-z0-9_.-]{6,}(?:\.\.\.|…)[A-Za-z0-9_.-]*")
_HIDDEN = f"{OPEN}hidden{CLOSE}"


def redact_text(text: str) -> str:
    """Redact a text for people: known values, password fields in aria snapshots, shortened tokens."""
    clean = vault.redact(text)
    return _SHORTENED.sub(f"{OPEN}shortened token{CLOSE}", _PASSWORD_LINE.sub(_hide, clean))


def _hide(found: re.Match[str]) -> str:
    return found[0] if OPEN in found[0] else found[1] + _HIDDEN


def redact_report(report: pytest.TestReport) -> None:
    """Redact everything a report carries before any other plugin sees it."""
    report.longrepr = _redact(report.longrepr)
    report.sections = _redact(report.sections)
    report.user_properties = _redact(report.user_properties)
    if hasattr(report, "wasxfail"):
        report.wasxfail = redact_text(str(report.wasxfail))


def redact_warning(message: Any) -> None:
    """Redact a recorded warning in place."""
    text = str(message.message)
    clean = redact_text(text)
    if clean != text:
        message.message = UserWarning(clean)


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
    """Why a scenario did not pass, in a few lines: its last error, without the code around it."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return str(crash.message).strip()
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ").strip()
    return str(report.longrepr or "").strip()
