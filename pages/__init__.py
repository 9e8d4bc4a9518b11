"""Page objects: what a member does and sees on each view of the portal.

They know Playwright and nothing else. Controls are found by role, label and text, as a member perceives them;
outcomes are the scenario's business.
"""

from pages.dashboard import DashboardView
from pages.forgot_password import ForgotPasswordView
from pages.keyboard import Keyboard, Tour
from pages.layout import Layout
from pages.overlays import Overlays
from pages.reader import Reader
from pages.reset_password import ResetPasswordView
from pages.screen import Screen
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
