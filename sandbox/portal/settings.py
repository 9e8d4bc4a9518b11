"""What the sandbox can be told: everything that differs from one real portal to the next."""

from dataclasses import dataclass, field
from typing import Literal

TokenPlace = Literal["query", "path", "fragment"]
SessionPlace = Literal["local", "session", "cookie"]
Wording = Literal["usual", "other"]

SESSION_MINUTES = 1440
"""How long a session lasts where the caller does not ask for another time."""


@dataclass(frozen=True)
class Routes:
    """Where the client shows its views."""

    sign_in: str = "/login"
    recovery: str = "/recover-password"
    reset: str = "/reset-password"
    home: str = "/dashboards/now"


OTHER_ROUTES = Routes(sign_in="/login", recovery="/account/lost-password", reset="/account/new-password", home="/home")


@dataclass(frozen=True)
class PasswordRules:
    """The rules that the location publishes, so that the view can check them while the member types."""

    minimum_length: int = 10
    maximum_length: int = 512
    uppercase: bool = True
    lowercase: bool = True
    digit: bool = True
    symbol: bool = True


LENGTH_ALONE = PasswordRules(minimum_length=15, uppercase=False, lowercase=False, digit=False, symbol=False)


@dataclass(frozen=True)
class Settings:
    """The options of one sandbox, as given on its command line."""

    smtp: str = ""
    mail_domain: str = "example.com"
    token_in: TokenPlace = "query"
    token_name: str = "token"
    session: SessionPlace = "local"
    routes: Routes = field(default_factory=Routes)
    wording: Wording = "usual"
    delay: float = 0
    overlays: bool = False
    gate: str | None = None
    reset_lifetime: float = 3600
    exchange_lifetime: float = 60
    rules: PasswordRules = field(default_factory=PasswordRules)

    def reset_link(self, portal_address: str, token: str) -> str:
        """The address that a reset mail leads to."""
        page = portal_address + self.routes.reset
        if self.token_in == "path":
            return f"{page}/{token}"
        separator = "#" if self.token_in == "fragment" else "?"
        return f"{page}{separator}{self.token_name}={token}"
