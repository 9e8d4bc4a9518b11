"""The options of a sandbox: everything that differs from one real portal to the next.

Portals that are known, and the options that make them:

- version 4, the default: none
- version 5: `--version 5`; what it implies is in `VERSIONS`, and an option beside it changes one thing
- version 5 with portal and API on one origin: `--version 5 --origins one`
- in Spanish: `--version 5 --wording spanish`
- in German, in an operator's own words: `--version 5 --wording german`
- recovery as a modal dialog: `--version 5 --recovery dialog`
- an operator's code, with a third party's page views, a missing font and a polling chat: `--version 5 --operator chat`
- a consent layer over every page: `--version 5 --operator consent`
- HTTP Basic authentication before the portal: `--version 5 --basic USER:PASSWORD`
- an API that refuses browsers which call themselves headless: `--version 5 --refuse-headless`
- links in mails that lead to another host: `--version 5 --mail-links localhost`
- the platform's limits: `--version 5 --limits documented --customers-a-day 12`

`python -m sandbox --help` says what each option does.
"""

from dataclasses import dataclass, field
from math import inf
from typing import Literal

Version = Literal["4", "5"]
TokenPlace = Literal["query", "path", "fragment"]
SessionPlace = Literal["local", "session", "cookie"]
Wording = Literal["usual", "other", "version-5", "spanish", "german"]
Origins = Literal["one", "three"]
BlankFields = Literal["button", "errors"]
Recovery = Literal["page", "dialog"]
Operator = Literal["none", "chat", "consent"]
Limits = Literal["none", "documented", "observed"]

LANGUAGES: dict[Wording, str] = {"spanish": "es", "german": "de"}
"""The languages of wordings that are not English."""

SESSION_MINUTES = 1440
"""How long a session lasts where the caller does not ask for another time."""


@dataclass(frozen=True)
class Routes:
    """Where the client shows its views, below the portal's own address."""

    sign_in: str = "/login"
    recovery: str = "/recover-password"
    reset: str = "/reset-password"
    home: str = "/dashboards/now"


OTHER_ROUTES = Routes(sign_in="/login", recovery="/account/lost-password", reset="/account/new-password", home="/home")
VERSION_5_ROUTES = Routes(
    sign_in="/login", recovery="/forgot-password", reset="/password-reset", home="/user/dashboard"
)


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
    mail_links: str | None = None
    """Another name of the host, to which links in mails lead."""
    mail_delay: float = 0
    """How many seconds each mail waits before it is sent."""
    token_in: TokenPlace = "query"
    token_name: str = "token"
    session: SessionPlace = "local"
    routes: Routes = field(default_factory=Routes)
    own_path: bool = False
    """Whether the portal lives under `/<location>`, not at the root of its host."""
    origins: Origins = "one"
    """Whether the API and administrators' calls have hosts of their own."""
    framing: bool = False
    """Whether other sites may show the portal in a frame."""
    wording: Wording = "usual"
    header: bool = False
    """Whether a header with a second way to sign in stands above the views, and a public page at the start."""
    blank_fields: BlankFields = "button"
    """What keeps a blank sign-in from being sent: a disabled button, or errors after it was pressed."""
    recovery: Recovery = "page"
    """Whether recovery is a page of its own, or a modal dialog over sign-in."""
    operator: Operator = "none"
    """The operator's own code on every page: analytics, a missing font and a polling chat; or a consent layer."""
    invoicing: bool = False
    """Whether a customer without `InvoicingBusinessId` is silently a customer of the first location."""
    delay: float = 0
    overlays: bool = False
    gate: str | None = None
    basic: str | None = None
    """User and password (`user:password`) of the HTTP Basic authentication before the portal."""
    refuses_headless: bool = False
    """Whether the API refuses browsers that call themselves headless."""
    limits: Limits = "none"
    resets_per_address: float = 10
    """How many reset requests for one address are obeyed within ten minutes."""
    customers_a_day: float = inf
    reset_lifetime: float = 3600
    exchange_lifetime: float = 60
    bearer_lifetime: float = inf
    """The longest that a bearer token works, in seconds, whatever was asked for."""
    rules: PasswordRules = field(default_factory=PasswordRules)

    @property
    def language(self) -> str:
        """The language of mails, and of the API for callers who ask for none."""
        return LANGUAGES.get(self.wording, "en")

    def reset_link(self, portal_address: str, token: str) -> str:
        """The address that a reset mail leads to."""
        page = portal_address + self.routes.reset
        if self.token_in == "path":
            return f"{page}/{token}"
        separator = "#" if self.token_in == "fragment" else "?"
        return f"{page}{separator}{self.token_name}={token}"


VERSIONS: dict[Version, Settings] = {
    "4": Settings(),
    "5": Settings(
        routes=VERSION_5_ROUTES,
        own_path=True,
        origins="three",
        framing=True,
        wording="version-5",
        header=True,
        blank_fields="errors",
        invoicing=True,
    ),
}
