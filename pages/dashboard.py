"""What only a signed-in member sees."""

from re import Pattern

from playwright.sync_api import Locator, Page

from pages.controls import Controls
from pages.names import Named, name_pattern
from pages.wording import Wording

_ACCOUNT = ":is(dialog, [role='dialog'], [role='menu'], header, nav, aside, details)"


class DashboardView:
    """The view behind the sign-in, whose address and content differ from portal to portal.

    Source: docs/portal.md, section 4, observed: a control named `avatar` opens a menu with `Sign out` in version 5; a
    button with the member's name does in version 4, below a heading that greets the member.
    """

    def __init__(self, page: Page, wording: Wording) -> None:
        self.page = page
        self._controls = Controls(page, wording)
        self.greeting = page.get_by_role("heading", name=wording.greeting)
        self.sign_out_item = self._controls.link_or_button(wording.sign_out).or_(
            page.get_by_role("menuitem", name=wording.sign_out)
        )
        self.account = page.locator(_ACCOUNT).filter(has=self.sign_out_item)
        """What holds the way to sign out, and perhaps whose session it ends."""
        self.account_menu = self._controls.link_or_button(wording.account_menu)
        # The reset view shows whose password it sets as well, beside a field for it.
        self._without_password = page.locator("body:not(:has(input[type='password']:visible)) *")

    @property
    def marks(self) -> Locator:
        """What shows that any member is signed in."""
        return self.sign_out_item.or_(self.account_menu).or_(self.greeting).filter(visible=True)

    def account_menu_of(self, member: Named) -> Locator:
        """The control that opens the menu with sign-out: named after the member, or as such controls are."""
        named = self._controls.link_or_button(name_pattern(member.full_name, member.first_name, member.email))
        return named.or_(self.account_menu)

    def marks_of(self, member: Named) -> Locator:
        """What shows that a member is signed in and, if it names them, that it is this one."""
        named = self.page.get_by_text(name_pattern(member.full_name, member.email))
        marks = named.or_(self.account_menu_of(member)).or_(self.sign_out_item).or_(self.greeting_of(member))
        return marks.and_(self._without_password).filter(visible=True)

    def greeting_of(self, member: Named) -> Locator:
        """The heading that greets this member."""
        return self.greeting.filter(has_text=_names_of(member))

    def greeting_of_another_member(self, member: Named) -> Locator:
        """A heading that greets, and does not name this member."""
        return self.greeting.filter(has_not_text=_names_of(member))

    def is_sign_out_in_sight(self, member: Named) -> bool:
        """Whether a member can sign out without a menu."""
        in_sight = self.sign_out_item.filter(visible=True)
        in_sight.or_(self.account_menu_of(member).filter(visible=True)).first.wait_for()
        return in_sight.count() > 0  # the page's frame is drawn at once: a control that is not there now is in the menu

    def show_sign_out(self, member: Named) -> None:
        """Open the account menu where the way to sign out is in one, and the menu in it where it is in that."""
        menus = self.account_menu_of(member).filter(visible=True)
        opened = 0
        while not self.is_sign_out_in_sight(member):
            menus.nth(opened).click()
            opened += 1
            self.sign_out_item.filter(visible=True).or_(menus.nth(opened)).first.wait_for()

    def sign_out(self, member: Named) -> None:
        """Sign out, through the account menu where there is one."""
        self.show_sign_out(member)
        self.sign_out_item.click()


def _names_of(member: Named) -> Pattern[str]:
    return name_pattern(member.full_name, member.first_name, member.email)
