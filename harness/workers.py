"""How many workers a run has: what the machine can do, what the members are enough for, how long the portal takes."""

import math
import os

import pytest

from harness.portal.targets import Target
from testkit.members.pool import MOST_AT_ONCE, most_workers, read_pool
from testkit.settings.model import Environment, Settings, SettingsError

CHOSEN = pytest.StashKey[bool]()
"""Whether the suite chose the number of workers, not a person."""
# Both as measured (docs/processor-time.md): a scenario's own work on one core, and the answers it waits for in turn.
WORK_SECONDS = 1.1
ANSWERS_IN_TURN = 6
# A worker with its browser and driver, as measured: 340 MB of memory that they don't share with others. Half of the
# machine's memory is for everything else.
WORKER_BYTES = 400 * 2**20
# Three to pass from scenario to scenario, and as many for the scenarios that need one nobody has used.
CUSTOMERS_PER_WORKER = 2 * MOST_AT_ONCE
# Tried on two cores at 1.5 s an answer: 16 take 523 s, 26 take 403 s, and with 24 to 32 some answers come too late for
# a scenario, since the cores are busy. A portal whose spinner turns smoothly keeps them busier still.
MOST_WORKERS_PER_CORE = 8


def choose_workers(config: pytest.Config, settings: Settings) -> None:
    """Set how many workers run side by side, where no `-n` did; before pytest-xdist looks."""
    several = len(config.getoption("--env") or []) > 1
    workers = for_the_machine(few=_selects(config) and not several) if settings.workers == "auto" else settings.workers
    config.option.numprocesses = min([workers, *_with_members(config, settings)])
    config.stash[CHOSEN] = settings.workers == "auto"


def add_workers(config: pytest.Config, environments: dict[str, Environment], targets: dict[str, Target]) -> None:
    """Let more workers wait side by side for a slow portal that is there, unless a person chose or selected less."""
    slowest = max((target.answer_seconds for target in targets.values()), default=0.0)
    selected = _selects(config) or config.option.maxprocesses
    few = any(environment.members == "pool" or environment.marks for environment in environments.values())
    if selected or few or not config.stash.get(CHOSEN, False):
        return
    cores = os.cpu_count() or 1
    most = min([cores * MOST_WORKERS_PER_CORE, _in_memory(), *_within_budgets(environments)])
    workers = min(for_waiting(cores, slowest), most)
    if workers > config.option.numprocesses:
        config.option.numprocesses = workers
        config.option.tx = ["popen"] * workers


def for_the_machine(*, few: bool = False) -> int:
    """Three workers for two cores: a scenario waits for its portal a third of its time (docs/processor-time.md).

    For few scenarios, such as the smoke ones, it is one for each core: to start another takes longer than it saves.
    """
    cores = os.cpu_count() or 1
    return cores if few else max(1, cores * 3 // 2)


def for_waiting(cores: int, answer_seconds: float) -> int:
    """How many workers keep the cores at work while each scenario waits for answers of this length."""
    return math.ceil(cores * (1 + ANSWERS_IN_TURN * answer_seconds / WORK_SECONDS))


def _selects(config: pytest.Config) -> bool:
    return bool(config.option.markexpr or config.option.keyword)


def _in_memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2 // WORKER_BYTES


def _with_members(config: pytest.Config, settings: Settings) -> list[int]:
    """How many workers have enough members, by the pool or `customers_per_run` of each environment of this run."""
    names = config.getoption("--env") or [settings.environment]
    chosen = {name: settings.environments[name] for name in names if name in settings.environments}
    try:
        pools = [read_pool(name, one, config.rootpath) for name, one in chosen.items() if one.members == "pool"]
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from None
    return [*map(most_workers, pools), *_within_budgets(chosen)]


def _within_budgets(environments: dict[str, Environment]) -> list[int]:
    budgets = [one.customers_per_run for one in environments.values() if one.members == "api"]
    return [max(1, budget // CUSTOMERS_PER_WORKER) for budget in budgets if budget]
