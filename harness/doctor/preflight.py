"""What a run checks before its first scenario where the portal is there already: the doctor's first checks.

Otherwise each scenario would fail for the same reason, hundreds of times.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from evidence.recording.pytest_reports import redact_text
from harness.doctor.api import administrator, location
from harness.doctor.check import Check, CheckContext
from harness.doctor.mail import mailpit
from harness.doctor.portal import api_address, gate, portal
from harness.portal.targets import Target
from testkit.settings.model import Settings, SettingsError

CHECKS = (portal, gate, api_address, location, administrator, mailpit)


def preflight(
    target: Target, settings: Settings, projects: tuple[str, ...], folder: Path, checks: Sequence[Check] = CHECKS
) -> Target:
    """The target with what the checks found, how long an answer takes included.

    Raises `SettingsError`, in one sentence, if a run could not check anything.
    """
    credentials = target.credentials(target.name, folder)
    environment = settings.environments[target.name]
    context = CheckContext(target.name, environment, settings, folder, projects, credentials, target)
    for check in checks:
        for result in check(context):
            if result.mark == "✗":
                raise SettingsError(
                    redact_text(f"{target.name} is not ready for a run: {result.found}. {result.advice}")
                )
    return replace(context.target, answer_seconds=median(context.answer_seconds or [0.0]))
