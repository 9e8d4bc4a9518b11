"""Page objects: what a member does and sees on each view of the portal.

They know Playwright and nothing else. Controls are found by role, label and text, as a member perceives them;
outcomes are the scenario's business.
"""

from pages.dashboard import DashboardView
from pages.forgot_password import ForgotPasswordView
from pages.overlays import Overlays
from pages.perception.keyboard import Keyboard, Tour
from pages.perception.layout import Layout
from pages.perception.reader import Reader
from pages.perception.screen import Screen
from pages.reset_password import ResetPasswordView
from pages.sign_in import SignInView

__all__ = [
    "DashboardView",
    "ForgotPasswordView",
    "Keyboard",
    "Layout",
    "Overlays",
    "Reader",
    "ResetPasswordView",
    "Screen",
    "SignInView",
    "Tour",
]
