"""What the reset view says about a password while it is being typed."""

from pages.perception.screen import Screen
from pages.reset_password import ResetPasswordView


class LiveFeedback:
    """The feedback of an open reset view.

    Before each password, the weakest one is entered, so that the view has to change whatever it says. What it says
    about an accepted password stands for "no objection".
    """

    def __init__(self, view: ResetPasswordView, screen: Screen, *, weakest: str, accepted: str) -> None:
        self.view = view
        self.screen = screen
        self.weakest = weakest
        self.accepted = accepted
        self.to_weakest = self._after(screen.accessible_text(), weakest)
        self.to_accepted = self._after(self.to_weakest, accepted)
        """What the view says about an accepted password."""

    @property
    def reacts(self) -> bool:
        """Whether the view says different things about the weakest and an accepted password."""
        return self.to_weakest != self.to_accepted

    def to(self, password: str) -> str:
        """What the view says about a password."""
        self._enter_weakest()
        return self._after(self.to_weakest, password)

    def clears_after(self, password: str) -> bool:
        """Whether the feedback on this password disappears once an accepted one replaces it."""
        self._enter_weakest()
        self.view.enter_password(password)
        self.screen.accessible_text(changed_from=self.to_weakest)
        self.view.enter_password(self.accepted)
        return self.screen.has_accessible_text(self.to_accepted)

    def _enter_weakest(self) -> None:
        self.view.enter_password(self.weakest)
        self.screen.has_accessible_text(self.to_weakest)

    def _after(self, before: str, password: str) -> str:
        self.view.enter_password(password)
        return self.screen.settled_accessible_text(changed_from=before)
