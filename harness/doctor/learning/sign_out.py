"""How a member signs out: in sight or in a menu, in words that an operator chooses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from harness.doctor.check import CheckResult, note, ok
from harness.doctor.learning.learned import MOST_TRIED, Control, Learned, all_controls, controls
from pages import DashboardView, SignInView
from pages.names import name_pattern
from testkit.members.member import Member

MENUS = "[aria-haspopup], [aria-expanded='false'], summary"
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
        home, found = page.url, all_controls(page)
        page.goto(home)
        in_sight = [one for one in learned.new_first(page, found) if _appears(learned, page, one)]
        search = _Search(learned, page, home, in_sight)
        path = search.path_below([], search.menus_first())
    else:
        yield ok("the way to sign out is found")
        return
    if path:
        learned.labels["sign_out"] = path.pop().name
        is_named = name_pattern(member.full_name, member.first_name, member.email)
        learned.add_label("account_menu", [one.name for one in path if not is_named.search(one.name)])
        said = [f", {key}: {learned.labels[key]!r}" for key in ("account_menu", "sign_out") if key in learned.labels]
        yield ok("the way to sign out is found" + "".join(said))
    else:
        in_sight += [one for one in found if not one.name]
        learned.undecided |= {"account_menu": in_sight, "sign_out": [*in_sight, *search.in_menus]}
        yield note("no way to sign out was recognized", "Choose its labels from those below, and learn again.")


def _appears(learned: Learned, page: Page, one: Control) -> bool:
    try:
        one.on(page).wait_for(timeout=learned.soon)
    except PlaywrightTimeoutError:
        return False
    return True


@dataclass
class _Search:
    """Presses one control after the other, and begins at the view behind the sign-in each time."""

    learned: Learned
    page: Page
    home: str
    in_sight: list[Control]
    in_menus: list[Control] = field(default_factory=list)

    def menus_first(self) -> list[Control]:
        """What is in sight, in the order in which it is tried; of an account of a pool, its menus alone."""
        menus = [one for one in self.in_sight if one.on(self.page).and_(self.page.locator(MENUS)).count()]
        others = [one for one in self.in_sight if one not in menus]
        return [*menus, *others] if self._may_try_everything else menus

    def path_below(self, path: list[Control], below: Sequence[Control]) -> list[Control]:
        """The controls to press in turn to sign out, beginning with this path; empty where there are none."""
        for one in [one for one in below if one.name][:MOST_TRIED]:
            opened = self._press([*path, one])
            if opened is None:
                return [*path, one]
            self.in_menus += [item for item in opened if item not in self.in_menus]
            if len(path) < DEEPEST and self._may_try_everything and (found := self.path_below([*path, one], opened)):
                return found
        return []

    @property
    def _may_try_everything(self) -> bool:
        return self.learned.context.environment.members == "api"

    def _press(self, path: Sequence[Control]) -> list[Control] | None:
        """Press these controls; gives what the last one opened, or None where it led to where members sign in."""
        view = SignInView(self.page, self.learned.wording, self.learned.context.target.portal_url)
        known = set(self.in_sight)
        self.page.goto(self.home)
        try:
            for one in path:
                one.on(self.page).wait_for(timeout=self.learned.soon)
                known |= set(controls(self.page))
                one.on(self.page).click(timeout=self.learned.soon)
            view.email.or_(view.way_in).first.wait_for(timeout=self.learned.soon)
        except PlaywrightTimeoutError:
            is_elsewhere = self.page.url != self.home
            return [] if is_elsewhere else [one for one in controls(self.page) if one not in known]
        return None
