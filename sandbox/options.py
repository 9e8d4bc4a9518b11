"""The command line of `python -m sandbox`."""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import NoReturn, get_args

from sandbox.portal.settings import (
    LENGTH_ALONE,
    OTHER_ROUTES,
    VERSIONS,
    BlankFields,
    Limits,
    Operator,
    Origins,
    Recovery,
    SessionPlace,
    Settings,
    TokenPlace,
    Version,
    Wording,
)


@dataclass(frozen=True)
class Options:
    """The portal's settings, and how to run it."""

    settings: Settings
    json: bool
    port: int
    api_port: int
    admin_port: int
    second_location: bool
    log: Path | None
    secrets_file: Path | None = None


class Parser(argparse.ArgumentParser):
    """A command line whose mistakes are said in one line."""

    def error(self, message: str) -> NoReturn:
        """Print one line, because it often ends up in a nightly log."""
        sys.stderr.write(f"sandbox: {message}\n")
        sys.exit(2)


def read_options(arguments: Sequence[str]) -> Options:
    """Parse the command line; a mistake in it ends the process with one line and status 2."""
    parser = _parser()
    given = parser.parse_args(arguments)
    usual: Settings = VERSIONS[given.version]
    settings = replace(
        usual,
        smtp=given.smtp,
        mail_domain=given.mail_domain,
        mail_links=given.mail_links,
        mail_delay=given.mail_delay,
        token_in=given.token_in,
        token_name=given.token_name or usual.token_name,
        session=given.session,
        routes=OTHER_ROUTES if given.routes == "other" else usual.routes,
        origins=given.origins or usual.origins,
        wording=given.wording or usual.wording,
        blank_fields=given.blank_fields or usual.blank_fields,
        recovery=given.recovery,
        operator=given.operator,
        rules=LENGTH_ALONE if given.rules == "length" else usual.rules,
        delay=given.delay,
        overlays=given.overlays,
        gate=given.gate,
        basic=given.basic,
        refuses_headless=given.refuse_headless,
        limits=given.limits,
        resets_per_address=given.resets_per_address,
        customers_a_day=given.customers_a_day,
        reset_lifetime=given.reset_lifetime,
        bearer_lifetime=given.bearer_lifetime,
        exchange_lifetime=given.one_time_lifetime,
    )
    ports = given.port, given.api_port, given.admin_port
    if settings.origins == "one" and any(ports[1:]):
        parser.error("--api-port and --admin-port need --origins three: with one, the API is at the portal's port")
    if settings.token_in == "path" and given.token_name:
        parser.error("--token-name names a parameter, and with --token-in path the link has none for its token")
    return Options(settings, given.json, *ports, given.second_location, given.log, given.secrets_file)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        "python -m sandbox",
        description="A members portal to try password resets on: served on loopback, with an inbox beside it.",
        allow_abbrev=False,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--json", action="store_true", help="for programs: one line of JSON, and the end when standard input ends")
    add(
        "--version",
        choices=get_args(Version),
        default="4",
        help="the portal's version",
    )
    add("--port", type=_port, default=0, metavar="N", help="port of the portal; 0 takes a free one")
    add("--api-port", type=_port, default=0, metavar="N", help="port of the API, where it has an origin of its own")
    add("--admin-port", type=_port, default=0, metavar="N", help="port of administrators' calls, in the same way")
    add(
        "--origins",
        choices=get_args(Origins),
        help="one for everything, or three",
    )
    add(
        "--smtp",
        type=_smtp,
        default="",
        metavar="HOST:PORT",
        help="where mail goes; without it an embedded inbox is started",
    )
    add("--mail-domain", type=_domain, default="example.com", help="domain of the ready members and of the sender")
    add("--token-in", choices=get_args(TokenPlace), default="query", help="where the link carries its token")
    add("--token-name", type=_name, help="the name of the token's parameter, otherwise token")
    add("--session", choices=get_args(SessionPlace), default="local", help="where the client keeps its session")
    add("--routes", choices=("usual", "other"), default="usual", help="the views' addresses")
    add("--wording", choices=get_args(Wording), help="the views' texts")
    add("--blank-fields", choices=get_args(BlankFields), help="a blank sign-in: a disabled button, or errors")
    add("--rules", choices=("mixture", "length"), default="mixture", help="what passwords need beside a least length")
    add("--delay", type=_seconds, default=0, metavar="SECONDS", help="answer late, by once to twice that")
    add("--recovery", choices=get_args(Recovery), default="page", help="recovery as a page, or a dialog over sign-in")
    add("--operator", choices=get_args(Operator), default="none", help="code of the operator's own on every page")
    add("--overlays", action="store_true", help="greet members with an onboarding dialog and a notice")
    add("--gate", type=_password, metavar="PASSWORD", help="put a staging gate before everything")
    add("--basic", type=_credentials, metavar="USER:PASSWORD", help="put HTTP Basic authentication before the portal")
    add("--refuse-headless", action="store_true", help="let the API refuse browsers that call themselves headless")
    add("--limits", choices=get_args(Limits), default="none", help="limit calls: as documented, or also as observed")
    add(
        "--resets-per-address", type=_count, default=10, metavar="N", help="reset requests for an address in 10 minutes"
    )
    add("--customers-a-day", type=_count, default=inf, metavar="N", help="how many customers an account may make")
    add("--mail-delay", type=_seconds, default=0, metavar="SECONDS", help="how long each mail waits before it is sent")
    add("--mail-links", type=_host, metavar="HOST", help="another name of this host, to which links in mails lead")
    add("--reset-lifetime", type=_lifetime, default=3600, metavar="SECONDS", help="how long a reset link works")
    add(
        "--bearer-lifetime",
        type=_lifetime,
        default=inf,
        metavar="SECONDS",
        help="how long a bearer token works at most",
    )
    add(
        "--one-time-lifetime",
        type=_lifetime,
        default=60,
        metavar="SECONDS",
        help="how long the one-time token of a completed reset works",
    )
    add("--second-location", action="store_true", help="serve a second location, on a port of its own")
    add("--secrets-file", type=Path, metavar="FILE", help="write every secret that the portal sees there, for tests")
    add("--log", type=Path, metavar="FILE", help="write the log there; standard error then has warnings only")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:  # noqa: PLR2004 - the highest port there is
        raise argparse.ArgumentTypeError(f"'{text}' is not a port: give a number from 0 to 65535")
    return int(text)


def _smtp(text: str) -> str:
    if text and not re.fullmatch(r"[^\s:]+:\d+", text):
        raise argparse.ArgumentTypeError(f"'{text}' is not an SMTP server: give HOST:PORT")
    _port(text.rpartition(":")[2] or "0")
    return text


def _domain(text: str) -> str:
    if not re.fullmatch(r"[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+", text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a mail domain such as example.com")
    return text


def _credentials(text: str) -> str:
    if not re.fullmatch(r"[^:]+:.+", text):
        raise argparse.ArgumentTypeError("give USER:PASSWORD")
    return text


def _password(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a password can't be empty; without a gate, leave the option out")
    return text


def _count(text: str) -> float:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number")
    return int(text)


def _host(text: str) -> str:
    if not re.fullmatch(r"[\w.-]+", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"'{text}' is not the name of a host such as localhost")
    return text


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][\w-]*", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"'{text}' is not a parameter's name: letters, digits, _ and -")
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds")
    return seconds


def _lifetime(text: str) -> float:
    if _seconds(text) == 0:
        raise argparse.ArgumentTypeError("a lifetime must be above 0")
    return _seconds(text)
