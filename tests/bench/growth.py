"""How time and memory grow with workers, with scenarios and with other mail in the inbox."""

import smtplib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage

from pytest_mailpit import MailpitClient

from harness.portal.targets import Target, open_target
from testkit.api.client import PortalApi
from testkit.mail.inbox import NewInbox
from testkit.mail.mailbox import Mailbox
from testkit.mail.sending_portal import SendingPortal
from testkit.secrets.vault import vault
from testkit.settings.model import CONFIG_FILE
from testkit.settings.read import read_settings
from tests.bench.bare_script import bare_script
from tests.bench.measures import Effort
from tests.bench.sessions import AUTOMATIC_SIGN_IN, ROOT, Session, run_session
from tests.bench.table import Row

SAMPLE = "e2e/session/test_automatic_sign_in.py"
MAX_RATIO, MAX_LONGER_MS = 1.15, 150
WATCHED = ("tests.bench.plugins.repeating", "tests.bench.plugins.memory")


def workers(effort: Effort) -> list[Row]:
    """Two workers, against two bare scripts at the same time."""
    times = 2 * effort.turns
    suite, bare = [], []
    for _ in range(3):
        suite.append(_pace(run_session(["-n", "2", "--tracing", "off", AUTOMATIC_SIGN_IN], WATCHED, rounds=times)))
        bare.append(_bare_pace(times))
    rows = [
        Row("two bare scripts at the same time, each flow", tuple(bare)),
        Row("two workers, each scenario, against them", tuple(suite), against=tuple(bare), most=MAX_RATIO),
    ]
    what = [] if effort.catalogue else [SAMPLE]
    name = "catalogue" if effort.catalogue else "sample"
    one, two = (run_session(["-n", str(number), *what], WATCHED) for number in (1, 2))
    alone = Row(f"{name}: whole command, 1 worker", (one.seconds,), "s")
    return [*rows, alone, Row(f"{name}: whole command, 2 workers, against 1", (two.seconds,), "s", (one.seconds,))]


def scenarios(effort: Effort) -> list[Row]:
    """More scenarios: each is as fast as before, with no more memory."""
    runs = {times: run_session(["-n", "2", SAMPLE], WATCHED, rounds=times) for times in effort.growth}
    few, many = runs[effort.growth[0]], runs[effort.growth[-1]]
    rows = [Row(f"sample {times} x: each scenario", (_pace(one),)) for times, one in runs.items()]
    rows += [Row(f"sample {times} x: memory of a worker", _memory(one, "own"), "MB") for times, one in runs.items()]
    most = effort.growth[-1]
    return [
        *rows,
        Row(f"sample {most} x against 1 x: each scenario", (_pace(many),), "ms", (_pace(few),), MAX_RATIO),
        Row(f"sample {most} x against 1 x: worker", _memory(many, "own"), "MB", _memory(few, "own"), MAX_RATIO),
        Row(f"sample {most} x against 1 x: with browser", _memory(many, "family"), "MB", _memory(few, "family")),
        Row(f"sample {most} x against 1 x: controller", _controller(many), "MB", _controller(few)),
    ]


def inbox(effort: Effort) -> list[Row]:
    """The wait for a link with other mail in the inbox."""
    waits: dict[int, tuple[float, ...]] = {}
    with sandbox() as target:
        for size in effort.sizes:
            fill(target, size - (max(waits) if waits else 0))
            waits[size] = tuple(_wait(target) for _ in range(effort.waits))
    empty = waits[effort.sizes[0]]
    return [
        Row("wait for a link: request answered to link read", empty),
        *(
            Row(f"  with {size:,} other messages", found, "ms", empty, at_most_longer=MAX_LONGER_MS)
            for size, found in waits.items()
            if size
        ),
    ]


@contextmanager
def sandbox() -> Iterator[Target]:
    """The sandbox, started as a run starts it."""
    with open_target("sandbox", read_settings(ROOT / CONFIG_FILE).environments["sandbox"], ROOT) as target:
        yield target


def fill(target: Target, number: int) -> None:
    """Put unrelated mail into the inbox."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "News of the week", "news@example.com"
    mail.set_content("Something else.\n" * 40)
    mail.add_alternative("<p>Something else.</p>" * 40, subtype="html")
    host, _, port = target.smtp.rpartition(":")
    with smtplib.SMTP(host, int(port)) as server:
        for one in range(number):
            server.send_message(mail, to_addrs=[f"reader-{one}@example.com"])


def _wait(target: Target) -> float:
    """One wait, with the classes that the fixtures use; in milliseconds."""
    with MailpitClient(target.mailpit_url, poll_interval=0.05) as client:
        api = PortalApi(target.api_url, target.admin_url, target.credentials("sandbox", ROOT))
        sender = SendingPortal(target.portal_url, api)
        mailbox = Mailbox(NewInbox(client, f"{time.time_ns()}@example.com", wait_timeout=15), lambda _: None, sender)
        api.create_customer("Quinn Parker", mailbox.address)
        mailbox.wait_for_next_mail()
        mailbox.empty()
        api.start_password_reset(mailbox.address)
        began = time.perf_counter()
        vault.add("reset token", mailbox.wait_for_reset_link().token)
        return 1000 * (time.perf_counter() - began)


def _pace(session: Session) -> float:
    """Milliseconds per scenario, from the end of the first to the end of the last."""
    ends = [line["at"] for line in session.of("scenario")]
    return float(1000 * (ends[-1] - ends[0]) / (len(ends) - 1))


def _bare_pace(times: int) -> float:
    """The same for two bare scripts."""
    with sandbox() as target, ExitStack() as stack:
        pair = [stack.enter_context(bare_script(target)) for _ in range(2)]
        for one in pair:
            one.once()  # the first scenario is not counted for the suite either
        began = time.perf_counter()
        for one in pair * (times // 2):
            one.begin()
        for one in pair * (times // 2):
            one.seconds()
        return 1000 * (time.perf_counter() - began) / times


def _memory(session: Session, whose: str) -> tuple[float, ...]:
    return tuple(float(line[whose]) for line in session.of("memory"))


def _controller(session: Session) -> tuple[float, ...]:
    return tuple(float(line["own"]) for line in session.of("controller"))
