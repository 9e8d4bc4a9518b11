"""Customers that a run created on a deployed portal: removed at its end, also where the run was interrupted."""

from contextlib import suppress
from pathlib import Path

import pytest

from evidence.folders import run_folder
from harness.run import RUN, Run
from testkit.api.client import PortalApi
from testkit.api.http import HttpClient
from testkit.api.limits import USAGE_LOG, UsageLog
from testkit.settings.access import portal_access

_SUMMARY = pytest.StashKey[list[str]]()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove them once pytest-xdist has ended all workers: after SIGTERM these would go on to create more."""
    config = session.config
    if hasattr(config, "workerinput") or RUN not in config.stash:
        return
    config.stash[_SUMMARY] = [
        line
        for name in config.stash[RUN].environments
        for line in _removed(config.stash[RUN], name, run_folder(config))
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print how many customers were removed, and name the ones that were not."""
    if lines := config.stash.get(_SUMMARY, []):
        terminalreporter.section("customers that this run created")
        for line in lines:
            terminalreporter.line(line)


def _removed(run: Run, name: str, folder: Path) -> list[str]:
    environment = run.environments[name]
    created = UsageLog(folder / USAGE_LOG).customers(name)
    if not environment.base_url or not created or name not in run.targets:
        return []
    if environment.keep_members:
        return [f"{name}: {len(created)} customers stay (keep_members): {', '.join(created)}"]
    target = run.targets[name]
    client = HttpClient(access=portal_access(name, environment))
    api = PortalApi(target.api_url, target.admin_url, target.credentials(name, run.folder), client)
    is_removed = dict.fromkeys(created, False)
    with suppress(KeyboardInterrupt):  # a second Ctrl-C: the person wants this to end
        for email, identifier in created.items():
            try:
                if found := identifier or api.find_customer(email):
                    is_removed[email] = bool(api.remove_customer(found).envelope.get("WasSuccessful"))
                else:  # asked for, and never created
                    del is_removed[email]
            except pytest.fail.Exception:  # the portal no longer answers
                continue
    left = [email for email in is_removed if not is_removed[email]]
    lines = [f"{name}: {len(is_removed) - len(left)} of {len(is_removed)} customers removed"] if is_removed else []
    return [*lines, f"{name}: not removed, please remove them by hand: {', '.join(left)}"] if left else lines
