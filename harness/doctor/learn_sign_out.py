"""How a member signs out, which is in a menu on most portals, in words that an operator chooses."""

from collections.abc import Iterator

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from harness.doctor.check import CheckResult, note, ok
from harness.doctor.learned import Learned, control_names
from pages import DashboardView, SignInView
from testkit.members.member import Member

MENUS = "[aria-haspopup]:visible, [aria-expanded='false']:visible"
SOON = 3_000  # milliseconds for something to appear after a click


def learn_sign_out(learned: Learned, page: Page, member: Member) -> Iterator[CheckResult]:
    """Sign out by the words that are known; else look into the menus, and try their items as a member made for this."""
    view = DashboardView(page, learned.wording)
    in_sight = control_names(page)
    in_menus: list[str] = []
    try:
        view.show_sign_out(member)
        view.sign_out_item.first.click(timeout=SOON)
    except PlaywrightTimeoutError:
        is_learned = _from_menus(learned, page, in_menus)
    else:
        is_learned = True
    if is_learned:
        yield ok("the way to sign out is found" + "".join(f", {key}: {learned.labels[key]!r}" for key in _new(learned)))
    else:
        learned.undecided |= {"account_menu": in_sight, "sign_out": [*in_sight, *in_menus]}
        yield note("no way to sign out was recognized", "Choose its labels from those below, and learn again.")


def _from_menus(learned: Learned, page: Page, in_menus: list[str]) -> bool:
    """Whether an item of a menu led back to where members sign in; its labels are learned then.

    An account of a pool is somebody's: its menus are opened, and none of their items is tried.
    """
    home = page.url
    for number in range(page.locator(MENUS).count()):
        if number:
            page.goto(home)
        menu = page.locator(MENUS).nth(number)
        menu.wait_for(timeout=SOON)
        closed = set(control_names(page))
        name = _open(menu, page)
        items = [item for item in control_names(page) if item not in closed]
        in_menus += items
        for item in items if learned.context.environment.members == "api" else ():
            if _signs_out(learned, page, item):
                learned.labels |= {"account_menu": name, "sign_out": item}
                return True
            page.goto(home)
            _open(page.locator(MENUS).nth(number), page)
    return False


def _open(menu: Locator, page: Page) -> str:
    """Open a menu; gives its name."""
    menu.wait_for(timeout=SOON)
    names = control_names(page)
    name = menu.aria_snapshot().partition('"')[2].rpartition('"')[0]
    menu.click(timeout=SOON)
    return name if name in names else menu.inner_text()


def _signs_out(learned: Learned, page: Page, item: str) -> bool:
    control = page.get_by_role("menuitem", name=item, exact=True)
    for role in ("button", "link"):
        control = control.or_(page.get_by_role(role, name=item, exact=True))
    view = SignInView(page, learned.wording, learned.context.target.portal_url)
    try:
        control.first.click(timeout=SOON)
        view.email.or_(view.way_in).first.wait_for(timeout=SOON)
    except PlaywrightTimeoutError:
        return False
    return True


def _new(learned: Learned) -> list[str]:
    return [key for key in ("account_menu", "sign_out") if key in learned.labels]
