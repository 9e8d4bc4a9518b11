"""The parts of the settings: what is said of the browser, of the way to a portal, and of Mailpit."""

import re
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from testkit.secrets.vault import SHORTEST
from testkit.settings.addresses import mailpit_address, web_address
from testkit.settings.headers import header_name, header_value

Milliseconds = Annotated[int, Field(gt=0, lt=2**31)]
WebAddress = Annotated[str, AfterValidator(web_address)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
HeldByVariable = Annotated[str, StringConstraints(pattern=r"^\$[A-Za-z_][A-Za-z0-9_]*$")]
"""A secret: `$NAME` is the variable that holds it, since secrets are never in the file."""


# Flags, named groups, comments, conditions, atomic groups; the ends of the text; quantifiers that give nothing back.
_OF_PYTHON_ALONE = re.compile(r"\(\?(?![:=!]|<[=!])\w*|\\[AZ]|(?<!\\)[*+?}]\+")


def _language(value: str) -> str:
    """The language; raises `ValueError` where it is none that a browser takes."""
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", value):
        raise ValueError("must be a language, or a language and a region, such as en-GB")
    return value


def _label(value: str) -> str:
    """The label; raises `ValueError` where it is a pattern that the suite or the browser can't read."""
    pattern = value[1:-1] if value.startswith("/") and value.endswith("/") else ""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"must be a name or a pattern between slashes, which this is not: {error}") from None
    if unknown := _OF_PYTHON_ALONE.search(pattern):
        raise ValueError(
            f"must be a pattern that browsers can read as well, without {unknown[0]} (capitals and small letters count "
            "as the same anyway)"
        )
    return value


Language = Annotated[str, AfterValidator(_language)]
Label = Annotated[str, AfterValidator(_label)]
"""The whole name of a control, or a pattern between slashes."""
HeaderValue = Annotated[str, AfterValidator(header_value)]


class Section(BaseModel):
    """A table of the settings: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Viewport(Section):
    """The size of the browser's window, in CSS pixels."""

    width: Annotated[int, Field(ge=240, le=7680)]
    """Width of the window."""
    height: Annotated[int, Field(ge=240, le=4320)]
    """Height of the window."""


class Use(Section):
    """Options of the browser, with Playwright's names; times in milliseconds."""

    action_timeout: Milliseconds = 5_000
    """How long a click or a fill waits for its element."""
    navigation_timeout: Milliseconds = 15_000
    """How long a page may take to load."""
    expect_timeout: Milliseconds = 5_000
    """How long an `expect` waits."""
    viewport: Viewport = Viewport(width=1280, height=800)
    """Size of the window, unless a project's device has its own."""
    locale: Language = "en-GB"
    """Language and region of the browser; an environment in another language has that."""
    timezone_id: str = "Europe/London"
    """Time zone of the browser."""
    color_scheme: Literal["light", "dark", "no-preference"] = "light"
    """Colour scheme that the browser asks for."""
    trace: Literal["on", "off", "retain-on-failure"] = "retain-on-failure"
    """Whether Playwright traces are kept; `--tracing` overrides it."""
    video: Literal["on", "off", "retain-on-failure"] = "off"
    """Whether videos are kept; `--video` overrides it."""
    screenshot: Literal["on", "off", "only-on-failure"] = "only-on-failure"
    """Whether screenshots are kept; `--screenshot` overrides it."""

    def with_time_to_start(self, milliseconds: int) -> Self:
        """The same with timeouts in which a slow portal's page can start."""
        timeouts = {name: max(getattr(self, name), milliseconds) for name in ("action_timeout", "expect_timeout")}
        return self.model_copy(update=timeouts)

    @field_validator("timezone_id")
    @classmethod
    def _time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            if available_timezones():  # a machine without any has to leave it to the browser
                raise ValueError("must be a time zone, such as Europe/London") from None
        return value


class Project(Section):
    """A browser, and the device it emulates."""

    browser: Literal["chromium", "firefox", "webkit"] = "chromium"
    """The browser engine."""
    device: str | None = None
    """A device from Playwright's list, such as `Pixel 7`."""
    connect: Annotated[str, StringConstraints(pattern=r"^wss?://[^/\s]+")] | None = None
    """Address of a Playwright server on another machine (`ws://…`), instead of a local browser."""
    executable_path: str | None = None
    """The browser to start, instead of the one that would be found; a Playwright server needs `--unsafe` for it."""
    args: tuple[str, ...] = ()
    """Arguments for the browser at `executable_path`."""
    max_not_verifiable: Annotated[int, Field(ge=0)] = 0
    """How many more scenarios may be not verifiable in this browser than the environment allows."""


class HttpCredentials(Section):
    """The login of HTTP Basic before the portal."""

    username: Annotated[str, Field(min_length=1)]
    """User name."""
    password: HeldByVariable
    """Password, as the variable that holds it: `$STAGING_HTTP_PASSWORD`."""
    origin: WebAddress | None = None
    """The only origin that gets them; without it each that asks."""

    @field_validator("username")
    @classmethod
    def _one_part(cls, value: str) -> str:
        if ":" in value:
            raise ValueError("must hold no colon, which would end it in HTTP Basic")
        return value


class ClientCertificate(Section):
    """A TLS client certificate, in PEM."""

    origin: WebAddress
    """The origin that asks for it."""
    cert_path: str
    """File with the certificate."""
    key_path: str
    """File with its key, without a passphrase."""


class Proxy(Section):
    """The proxy between here and the portal; loopback is never reached through it."""

    server: WebAddress
    """Address of the proxy, such as `http://proxy.example.com:3128`."""
    bypass: str = ""
    """Hosts that are reached without it, separated by commas."""
    username: str | None = None
    """User name at the proxy; not beside `http_credentials`, since Playwright gives a browser one login."""
    password: HeldByVariable | None = None
    """Password at the proxy, as the variable that holds it."""

    @model_validator(mode="after")
    def _whole_login(self) -> "Proxy":
        if self.password and not self.username:
            raise ValueError("has a password and no username")
        return self


class Access(Section):
    """How every client reaches the portal, browser and API client alike; names and meaning are Playwright's."""

    http_credentials: HttpCredentials | None = None
    """The login of HTTP Basic before the portal: `{ username = "…", password = "$VARIABLE" }`."""
    extra_http_headers: dict[Annotated[str, AfterValidator(header_name)], HeaderValue] = Field(default_factory=dict)
    """Headers of every request; a value of the form `$VARIABLE` is a secret that this variable holds."""
    user_agent: HeaderValue | None = None
    """What clients call themselves; without it a headless browser calls itself what a headed one does."""
    ignore_https_errors: bool = False
    """Whether any TLS certificate is accepted."""
    client_certificates: tuple[ClientCertificate, ...] = ()
    """TLS client certificates: `{ origin = "…", cert_path = "…", key_path = "…" }`."""
    proxy: Proxy | None = None
    """The proxy between here and the portal: `{ server = "…" }`."""


class MailpitSettings(Section):
    """The Mailpit that receives the portal's mail."""

    url: str | None = None
    """Address of Mailpit's web interface, with its web root if it has one; `MAILPIT_URL` serves all environments."""
    smtp: str | None = None
    """`HOST:PORT` where this Mailpit takes mail; `MAILPIT_SMTP` serves all environments."""
    mail_domain: str = "example.com"
    """Domain of the addresses that new members get."""
    verify_tls: bool = True
    """Whether Mailpit's TLS certificate is checked."""
    ca_file: str | None = None
    """File with the certificate of the authority (CA) that signed Mailpit's."""
    wait_seconds: Annotated[float, Field(gt=0, le=86_400)] = 15.0
    """How long a scenario waits for a mail."""

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        address = None if value is None else mailpit_address(value)
        password = unquote(urlsplit(address or "").password or "")
        if password and len(password) < SHORTEST:
            raise ValueError(f"holds a password of {len(password)} characters: a secret needs {SHORTEST} or more")
        return address

    @field_validator("mail_domain")
    @classmethod
    def _domain(cls, value: str) -> str:
        if not re.fullmatch(r"[^\s@.]+(\.[^\s@.]+)*", value):
            raise ValueError("must be a domain, such as example.com")
        return value

    @field_validator("smtp")
    @classmethod
    def _host_and_port(cls, value: str | None) -> str | None:
        host, _, port = (value or "mailpit:1").rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65_536:  # noqa: PLR2004 - the number of ports
            raise ValueError("must be HOST:PORT, such as 127.0.0.1:1025")
        return value


class Policy(Section):
    """Known rules of the location's password policy, so that the suite need not find them."""

    min_length: Annotated[int, Field(ge=1)] | None = None
    """The shortest password that is accepted; without it the suite finds out."""


class Labels(Section):
    """The portal's own words, where its language and the form of a page don't tell; `/…/` is a pattern."""

    forgot_password: Label | None = None
    """Link or button that leads from sign-in to password recovery."""
    reset_password: Label | None = None
    """Button that asks for the reset mail and sets the new password."""
    back_to_sign_in: Label | None = None
    """Link or button that leads back to sign-in; a pattern where its name differs from view to view."""
    sign_in: Label | None = None
    """Link or button that leads to the sign-in view, and the button that signs in."""
    sign_out: Label | None = None
    """Link or button that signs out."""
    account_menu: Label | None = None
    """Button that opens the menu with sign-out; a pattern for both buttons where that is a menu in a menu."""


class Paths(Section):
    """Addresses within the portal."""

    sign_in: str | None = None
    """Path of the sign-in view below `base_url`, such as `/login`; without it the portal's own link is followed."""

    @field_validator("sign_in")
    @classmethod
    def _path(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith("/"):
            raise ValueError("must be a path that starts with /, such as /login")
        return value
