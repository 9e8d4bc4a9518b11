"""How a member signs out: in sight or in a menu, in words that an operator chooses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from harness.doctor.check import CheckResult, note, ok
from harness.doctor.learning.learned import MOST_TRIED, Learned, control, control_names
from pages import DashboardView, SignInView
from pages.names import name_pattern
from testkit.members.member import Member

MENUS = "[aria-haspopup], [aria-expanded='false']"
DEEPEST = 2  # a menu in a menu


def learn_sign_out(learned: Learned, page: Page, member: Member) -> Iterator[CheckResult]:
    """Sign out by the words that are known; else by trying, as a member made for this, what can be pressed.

    An account of a pool belongs to a person: its menus are opened, and nothing else is tried.
    """
    view = DashboardView(page, learned.wording)
    try:
        view.show_sign_out(member)
        view.sign_out_item.first.click(timeout=learned.soon)
    except PlaywrightTimeoutError:  # by now the view behind the sign-in is there, perhaps with an open menu
        home, names = page.url, control_names(page)
        page.goto(home)
        search = _Search(learned, page, home, [name for name in names if _appears(learned, page, name)])
        path = search.path_below([], search.menus_first())
    else:
        yield ok("the way to sign out is found")
        return
    if path:
        learned.labels["sign_out"] = path.pop()
        is_named = name_pattern(member.full_name, member.first_name, member.email)
        learned.add_label("account_menu", [name for name in path if not is_named.search(name)])
        said = [f", {key}: {learned.labels[key]!r}" for key in ("account_menu", "sign_out") if key in learned.labels]
        yield ok("the way to sign out is found" + "".join(said))
    else:
        learned.undecided |= {"account_menu": search.in_sight, "sign_out": [*search.in_sight, *search.in_menus]}
        yield note("no way to sign out was recognized", "Choose its labels from those below, and learn again.")


def _appears(learned: Learned, page: Page, name: str) -> bool:
    try:
        control(page, name).wait_for(timeout=learned.soon)
    except PlaywrightTimeoutError:
        return False
    return True


@dataclass
class _Search:
    """Presses one control after the other, and begins at the view behind the sign-in each time."""

    learned: Learned
    page: Page
    home: str
    in_sight: list[str]
    in_menus: list[str] = field(default_factory=list)

    def menus_first(self) -> list[str]:
        """What is in sight, in the order in which it is tried; of an account of a pool, its menus alone."""
        menus = [name for name in self.in_sight if control(self.page, name).and_(self.page.locator(MENUS)).count()]
        others = [name for name in self.in_sight if name not in menus]
        return [*menus, *others] if self._may_try_everything else menus

    def path_below(self, path: list[str], names: Sequence[str]) -> list[str]:
        """The controls to press in turn to sign out, beginning with this path; empty where there are none."""
        for name in names[:MOST_TRIED]:
            opened = self._press([*path, name])
            if opened is None:
                return [*path, name]
            self.in_menus += [item for item in opened if item not in self.in_menus]
            if len(path) < DEEPEST and self._may_try_everything and (found := self.path_below([*path, name], opened)):
                return found
        return []

    @property
    def _may_try_everything(self) -> bool:
        return self.learned.context.environment.members == "api"

    def _press(self, path: Sequence[str]) -> list[str] | None:
        """Press these controls; gives what the last one opened, or None where it led to where members sign in."""
        view = SignInView(self.page, self.learned.wording, self.learned.context.target.portal_url)
        known = set(self.in_sight)
        self.page.goto(self.home)
        try:
            for name in path:
                control(self.page, name).wait_for(timeout=self.learned.soon)
                known |= set(control_names(self.page))
                control(self.page, name).click(timeout=self.learned.soon)
            view.email.or_(view.way_in).first.wait_for(timeout=self.learned.soon)
        except PlaywrightTimeoutError:
            is_elsewhere = self.page.url != self.home
            return [] if is_elsewhere else [name for name in control_names(self.page) if name not in known]
        return None
