"""From a portal's address and an administrator to a green smoke run, with the settings that the doctor printed."""

import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from harness.portal.targets import Target, open_target
from testkit.api.client import PortalApi
from testkit.settings.model import Environment
from tests.whole_runs.runs import ROOT, Workspace, administrator, todays

SETTINGS = """
environment = "staging"
[projects.chromium]
[environments.staging.mailpit]
url = "{target.mailpit_url}"
[environments.staging]
base_url = "{target.portal_url}"
{basic}"""
BASIC = 'use.http_credentials = { username = "tester", password = "$STAGING_HTTP_PASSWORD" }\n'
"""Settings that the doctor can't learn."""
SECRET = "staging-secret-4711"
PASTE = re.compile(r"Add to \[environments\.staging\][^\n]*:\n\n(.*?)\n\n", re.DOTALL)


@pytest.mark.parametrize(
    ("options", "learned"),
    todays(
        [
            pytest.param(
                ("--wording", "german", "--recovery", "dialog"),
                ['language = "de"', "forgot_password = ", "back_to_sign_in = ", "sign_out = "],
                id="German in an operator's words",
            ),
            pytest.param(("--operator", "consent"), ["dismiss = ["], id="a consent layer"),
            pytest.param(("--mail-links", "localhost"), ["rebase_links = true"], id="links to another host"),
            pytest.param(("--gate", SECRET), ["gate = true"], id="gate"),
            pytest.param(
                ("--basic", f"tester:{SECRET}", "--operator", "consent", "--wording", "german"),
                ["dismiss = [", "sign_in = "],
                id="HTTP Basic, a layer and own words",
            ),
            pytest.param(("--overlays",), [], id="overlays"),
        ]
    ),
)
def test_what_the_doctor_learned_makes_the_smoke_scenarios_pass(
    workspace: Workspace, options: tuple[str, ...], learned: list[str]
) -> None:
    portal = Environment(
        command=("{python}", "-m", "sandbox", "--json"), options=("--version", "5", "--origins", "three", *options)
    )
    with open_target("staging", portal, ROOT) as started:
        target = replace(started, gate_password=SECRET if "--gate" in options else None)
        settings = SETTINGS.format(target=target, basic=BASIC if "--basic" in options else "")
        said = doctor(workspace, settings, target)
        printed = PASTE.findall(said)
        assert printed, said
        assert all(words in printed[0] for words in ["api_url = ", *learned]), printed

        assert not is_customer(re.findall(r"walking as (\S+)", said)[0], target)

        run = workspace.run("-m", "smoke", "-n", "0", settings=settings + printed[0], variables=variables_of(target))
        output = run.end()

    assert run.status == pytest.ExitCode.OK, output


def doctor(workspace: Workspace, settings: str, target: Target) -> str:
    """What the doctor prints of this portal when it learns."""
    config = workspace.folder / "staging.toml"
    config.write_text(settings, "utf-8")
    command = [sys.executable, "-m", "harness.doctor", "--learn", "--config", str(config)]
    environment = {**os.environ, **variables_of(target)}
    answer = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, ""), answer.stdout
    assert f"ready for a run: make e2e ENV=staging ARGS=--config={config}\n" in answer.stdout
    return answer.stdout


def is_customer(email: str, target: Target) -> bool:
    """Whether the portal still has a customer with this address."""
    credentials = target.credentials("staging", ROOT)
    return PortalApi(target.api_url, target.admin_url, credentials).find_customer(email) is not None


def variables_of(target: Target) -> dict[str, str]:
    """What only the portal's operator can give, as variables."""
    secrets = {"STAGING_GATE_PASSWORD": target.gate_password or "", "STAGING_HTTP_PASSWORD": SECRET}
    return administrator("STAGING", target) | secrets
