"""The pytest plugin that makes a run: options, settings, the portal and the inbox, and the header that names them."""

import json
import random
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from evidence.plugin import DEFAULT_CAPTURE, RUN_NAME, CaptureOptions
from evidence.recording.capture_options import capture_options
from evidence.verdicts.plugin import RULES, Rules
from harness.machine import check_options, check_plugins, check_results_folder, fix_root, refuse
from harness.portal.targets import Target, start
from harness.provision.browser import START_SERVER, Browser, check_video, find_browser, find_server
from harness.provision.progress import ProvisionError
from harness.run import RUN, Run
from harness.workers import add_workers, choose_workers
from testkit.command_line import from_one
from testkit.settings.access import portal_access
from testkit.settings.model import CONFIG_FILE, Environment, Settings, SettingsError
from testkit.settings.network import prepare_network
from testkit.settings.read import read_settings
from testkit.settings.sections import Project

SUITE = Path(__file__).parents[1]
SETTINGS = pytest.StashKey[Settings]()
# What asks pytest for a listing instead of a run.
LISTINGS = ("help", "version", "collectonly", "markers", "showfixtures", "show_fixtures_per_test")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the suite's own options."""
    check_plugins(pluginmanager)
    parser.optparser.error = refuse  # type: ignore[method-assign]
    group = parser.getgroup("portal", "the portal under test")
    group.addoption(
        "--env", action="append", default=[], metavar="NAME", help="Environment to run against; may be given twice."
    )
    group.addoption(
        "--project", action="append", default=[], metavar="NAME", help="Browser project to run; may be given twice."
    )
    group.addoption("--config", metavar="FILE", help=f"Settings in another file than {CONFIG_FILE}, in the same form.")
    group.addoption("--seed", type=from_one, default=None, help="Seed of names and passwords, to replay a failure.")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Take the number of workers from the settings, before pytest-xdist looks for it."""
    # pytest may take the value of an option for the folder to run, and then reads that folder's settings.
    if config.rootpath.resolve() != SUITE.resolve():
        raise pytest.UsageError(
            f"pytest found its settings in {config.rootpath} instead of {SUITE}: it took the value of an option for "
            "something to run. Write option and value in one word, as in --output=FOLDER or --config=FILE."
        )
    check_options(config)
    fix_root(config)
    alone = hasattr(config, "workerinput") or config.getoption("playwright_debug")
    if config.getoption("numprocesses") is None and not alone and wants_scenarios(config):
        settings = _settings(config)
        choose_workers(config, settings)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Read the settings and, once per run, start what has to be there before the first scenario."""
    prepare_network()
    settings = _settings(config)
    # pytest-mailpit reads the variable as well, but accepts no address without a scheme; the settings do.
    config.option.mailpit_url = settings.environments[settings.environment].mailpit.url
    names = config.getoption("--env") or [settings.environment]
    unknown = [name for name in names if name not in settings.environments]
    if unknown:
        raise pytest.UsageError(
            f"--env {unknown[0]}: {_config_file(config).name} describes no such environment; "
            f"it describes {', '.join(settings.environments)}."
        )
    run = Run(
        folder=config.rootpath,
        settings=settings,
        environments={name: settings.environments[name] for name in names},
        projects=_projects(config, settings),
        seed=config.getoption("--seed") or random.SystemRandom().randrange(1, 10**6),
    )
    config.stash[RUN] = run
    config.stash[RULES] = {name: _rules(name, environment) for name, environment in run.environments.items()}
    config.stash[RUN_NAME] = "+".join(run.environments)
    use = settings.use
    config.stash[DEFAULT_CAPTURE] = CaptureOptions(trace=use.trace, video=use.video, screenshot=use.screenshot)
    if worker := getattr(config, "workerinput", None):
        run.seed = worker["seed"]
        run.projects = {name: Project.model_validate(data) for name, data in worker["projects"].items()}
        run.targets = {name: Target.from_data(data) for name, data in worker["targets"].items()}
        run.portals_file = Path(worker["portals_file"])
        run.browsers = {name: Browser.from_data(data) for name, data in worker["browsers"].items()}
    elif wants_scenarios(config):
        check_results_folder(config.rootpath / config.getoption("--output"))
        _start_targets(config, run)
        run.browsers = _find_browsers(config, run)
    config.option.browser = list(run.projects)


def _start_targets(config: pytest.Config, run: Run) -> None:
    """Start what has to be started, without waiting for it: portals and workers start side by side."""
    run.portals_file = Path(run.to_stop.enter_context(TemporaryDirectory(prefix="run-"))) / "portals.json"
    try:
        for name, environment in run.environments.items():
            portal_access(name, environment)  # its files and variables are there, or the run ends here
            inbox, wait_until_ready = run.to_stop.enter_context(start(name, environment, run.folder))
            run.inboxes.append(inbox)
            if environment.command:
                run.starting[name] = wait_until_ready
            else:
                # Only here: it imports HTTP clients and page objects, which the run of a started portal needs later.
                from harness.doctor.preflight import preflight

                run.targets[name] = preflight(wait_until_ready(), run.settings, tuple(run.projects), run.folder)
    except SettingsError as error:
        run.to_stop.close()
        raise pytest.UsageError(str(error)) from None
    add_workers(config, run.environments, run.targets)
    # What pytest-mailpit's own line in the header shows with `-v`.
    config.option.mailpit_url = run.inboxes[0].url


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse videos that nothing here can record, before workers start and once the command line is known."""
    config = session.config
    here = any(not project.connect for project in config.stash[RUN].projects.values())
    first = not hasattr(config, "workerinput")
    if first and here and wants_scenarios(config) and capture_options(config).video != "off":
        try:
            check_video()
        except ProvisionError as error:
            raise pytest.UsageError(f"{error}.") from None


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Wait for the portals that are being started; workers get their first scenario only afterwards."""
    run = session.config.stash[RUN]
    if not run.starting or not run.portals_file:
        return
    try:
        ready = {name: wait_until_ready() for name, wait_until_ready in run.starting.items()}
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from None
    run.targets |= ready
    run.portals_file.write_text(json.dumps({name: target.as_data() for name, target in ready.items()}), "utf-8")
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal and not terminal.no_header:
        terminal.ensure_newline()
        for line in _portals(ready):
            terminal.write_line(line)


def _portals(targets: dict[str, Target]) -> list[str]:
    return [f"portal: {target.portal_url} ({name})" for name, target in targets.items()]


def _find_browsers(config: pytest.Config, run: Run) -> dict[str, Browser]:
    """Find each browser of the run; a missing one ends the run now, not in its first scenario."""
    headed = bool(config.getoption("--headed"))
    found = {}
    for name, project in run.projects.items():
        try:
            if project.connect:
                find_server(project.connect)
            elif not _chosen(config, project):
                found[name] = find_browser(project.browser, headed=headed)
            _check_chosen(config, project)
        except ProvisionError as error:
            hint = f" {START_SERVER}" if project.connect else ""
            raise pytest.UsageError(f"project {name} can't run: {error}.{hint}") from None
    return found


def _check_chosen(config: pytest.Config, project: Project) -> None:
    """Raise `ProvisionError` where a device or a browser that was named is none."""
    devices = [one for one in (project.device, config.getoption("--device")) if one]
    channel = config.getoption("--browser-channel")
    named: dict[str, Any] = {"channel": channel} if channel else {}
    if project.executable_path:
        named = {"executable_path": project.executable_path, "args": list(project.args)}
    if project.connect:
        named = {}
    if devices or named:
        # Only here: importing and starting Playwright takes most of a second.
        from harness.provision.chosen import check_chosen

        check_chosen(project.browser, devices, named, headed=bool(config.getoption("--headed")))


def _chosen(config: pytest.Config, project: Project) -> str | None:
    """The browser that settings or command line name."""
    return project.connect or project.executable_path or config.getoption("--browser-channel")


def _browser_lines(config: pytest.Config, run: Run) -> list[str]:
    lines = {name: _chosen(config, project) for name, project in run.projects.items()}
    lines |= {name: one.description for name, one in run.browsers.items()}
    return [f"browser: {name}: {line}" for name, line in lines.items()]


def pytest_configure_node(node: Any) -> None:
    """Hand a worker what this process found."""
    run = node.config.stash[RUN]
    node.workerinput["seed"] = run.seed
    node.workerinput["projects"] = {name: project.model_dump() for name, project in run.projects.items()}
    node.workerinput["targets"] = {name: target.as_data() for name, target in run.targets.items()}
    node.workerinput["browsers"] = {name: found.as_data() for name, found in run.browsers.items()}
    node.workerinput["portals_file"] = str(run.portals_file)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop whatever this run started."""
    if RUN in config.stash:
        config.stash[RUN].to_stop.close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_report_header(config: pytest.Config) -> Generator[None, list[Any], list[Any]]:
    """Name what the run is about: portal, inbox, browser and seed; plugins' own lines are shown with `-v`."""
    others = yield
    run = config.stash[RUN]
    if not run.inboxes:
        return others
    lines = _portals(run.targets)
    lines += [f"inbox: {words}" for words in {inbox.words for inbox in run.inboxes}]
    lines += [*_browser_lines(config, run), f"seed: {run.seed}"]
    return [lines, *others] if config.get_verbosity() > 0 else [lines]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each scenario against every environment that was asked for; one alone needs no label."""
    names = list(metafunc.config.stash[RUN].environments)
    if "target_name" in metafunc.fixturenames and len(names) > 1:
        metafunc.parametrize("target_name", names, scope="session", indirect=True)


def wants_scenarios(config: pytest.Config) -> bool:
    """Whether this invocation runs scenarios and so needs a portal: a listing and the suite's own tests don't."""
    if any(getattr(config.option, name, False) for name in LISTINGS):
        return False
    scenarios = config.rootpath / "e2e"
    given = [Path(config.invocation_params.dir, argument.partition("::")[0]).resolve() for argument in config.args]
    return any(path == scenarios or path in scenarios.parents or scenarios in path.parents for path in given)


def _rules(name: str, environment: Environment) -> Rules:
    """How this environment's outcomes count."""
    return Rules(
        name,
        documented=environment.documented,
        hardening=environment.hardening,
        accepted=frozenset(environment.accepted),
        known=frozenset({"rebase_links"} if environment.rebase_links else ()),
        marks=environment.marks,
        started=bool(environment.command),
        smoke_only=environment.production and not environment.more_than_smoke,
    )


def _config_file(config: pytest.Config) -> Path:
    return config.rootpath / (config.getoption("--config") or CONFIG_FILE)


def _settings(config: pytest.Config) -> Settings:
    if SETTINGS not in config.stash:
        try:
            config.stash[SETTINGS] = read_settings(_config_file(config))
        except SettingsError as error:
            raise pytest.UsageError(str(error)) from None
    return config.stash[SETTINGS]


def _projects(config: pytest.Config, settings: Settings) -> dict[str, Project]:
    """The projects to run: `--project`, or plain browsers from pytest-playwright's `--browser`, or the file's."""
    engines = config.getoption("--browser")
    if engines and not config.getoption("--project"):
        return {engine: Project(browser=engine) for engine in engines}
    names = config.getoption("--project") or settings.projects_to_run
    unknown = [name for name in names if name not in settings.projects]
    if unknown:
        raise pytest.UsageError(
            f"--project {unknown[0]}: {_config_file(config).name} describes no such project; "
            f"it describes {', '.join(settings.projects)}."
        )
    return {name: settings.projects[name] for name in names}
