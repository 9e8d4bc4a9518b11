"""Page objects: what a member does and sees on each view of the portal.

They depend on Playwright and nothing else. Controls are found by role, label and text, as a member perceives them;
outcomes are asserted by scenarios.
"""

from pages.controls import ViewNotFoundError
from pages.dashboard import DashboardView
from pages.forgot_password import ForgotPasswordView
from pages.overlays import Overlays
from pages.perception.keyboard import Keyboard, TabOrder
from pages.perception.layout import Layout
from pages.perception.screen import Screen
from pages.perception.screen_reader import ScreenReader
from pages.reset_password import ResetPasswordView
from pages.sign_in import SignInView
from pages.wording import Wording, wording_for

__all__ = [
    "DashboardView",
    "ForgotPasswordView",
    "Keyboard",
    "Layout",
    "Overlays",
    "ResetPasswordView",
    "Screen",
    "ScreenReader",
    "SignInView",
    "TabOrder",
    "ViewNotFoundError",
    "Wording",
    "wording_for",
]
