"""What a run looks at before its first scenario where the portal is there already: the doctor's first looks.

A portal that is down would be told by each scenario otherwise, hundreds of times.
"""

from pathlib import Path

from harness.doctor.check import Patient
from harness.doctor.mail import mailpit
from harness.doctor.portal import administrator, gate, location, portal
from harness.targets import Target
from testkit.secrets.vault import vault
from testkit.settings.model import Settings, SettingsError

LOOKS = (portal, location, gate, administrator, mailpit)


def look_first(target: Target, settings: Settings, projects: tuple[str, ...], folder: Path) -> None:
    """End the run with one sentence where it would be meaningless: raises `SettingsError`."""
    credentials = target.credentials(target.name, folder)
    environment = settings.environments[target.name]
    patient = Patient(target.name, environment, settings, folder, projects, credentials, target)
    for look in LOOKS:
        for sign in look(patient):
            if sign.mark == "✗":
                raise SettingsError(vault.redact(f"{target.name} is not fit for a run: {sign.found}. {sign.advice}"))
