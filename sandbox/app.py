"""The portal as a web application, on one host or on three."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.api import administration, errors, platform, public, spaces, token, users
from sandbox.api.guards import CallLimits, HeadlessRefused
from sandbox.portal.portal import Portal
from sandbox.web import pages
from sandbox.web.middleware import (
    AccessLog,
    BasicAuthentication,
    Delay,
    Language,
    SecurityHeaders,
    content_security_policy,
)
from sandbox.web.third_party import create_third_party

MEMBERS = (users.router, token.router, public.router, platform.router)
ADMINISTRATORS = (spaces.router, administration.router)
REQUEST_HEADERS = ("Authorization", "Content-Type", "X-Use-Timezone", "client_id")


@dataclass(frozen=True)
class ByPort:
    """Several applications in one process, each on ports of its own."""

    apps: Mapping[int | None, ASGIApp]
    otherwise: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the application of the port that was called."""
        await self.apps.get(scope["server"][1], self.otherwise)(scope, receive, send)


def create_app(portal: Portal) -> ASGIApp:
    """Put the API, the client and their middleware together."""
    settings = portal.settings
    if settings.origins == "one":
        app = _guarded(portal, _application(portal, *MEMBERS, *ADMINISTRATORS, errors.router, pages.router))
    else:
        site = _application(portal, pages.router)
        members, administrators = (
            _reachable_from_portals(portal, _guarded(portal, _application(portal, *routers, errors.router)))
            for routers in (MEMBERS, (*MEMBERS, *ADMINISTRATORS))
        )
        ports: dict[int | None, ASGIApp] = {location.port: site for location in portal.locations}
        ports |= {location.api_port: members for location in portal.locations}
        app = ByPort(ports, administrators)
    if settings.basic:
        app = BasicAuthentication(app, settings.basic, frozenset(location.port for location in portal.locations))
    # Around the whole application, not `add_middleware`: also around the answer to an unforeseen error.
    app = Delay(Language(app, settings.language), settings.delay)
    app = AccessLog(SecurityHeaders(app, content_security_policy(portal)))
    return ByPort({urlsplit(portal.third_party).port: create_third_party()}, app) if portal.third_party else app


def _application(portal: Portal, *routers: APIRouter) -> ASGIApp:
    app = FastAPI(title="Members portal", summary="The documented API of the sandbox portal.", redoc_url=None)
    app.state.portal = portal
    errors.add_error_answers(app)
    if pages.router in routers:
        app.mount("/assets", StaticFiles(directory=pages.WEB / "assets"), name="assets")
    for router in routers:
        app.include_router(router)  # the client's pages come last: they take every address that is left
    return app


def _guarded(portal: Portal, app: ASGIApp) -> ASGIApp:
    settings = portal.settings
    if settings.limits != "none":
        app = CallLimits(app, settings.limits)
    return HeadlessRefused(app) if settings.refuses_headless else app


def _reachable_from_portals(portal: Portal, app: ASGIApp) -> ASGIApp:
    return CORSMiddleware(
        app,
        allow_origins=[location.origin for location in portal.locations],
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=REQUEST_HEADERS,
        allow_credentials=portal.settings.session == "cookie",
        expose_headers=["Retry-After"],
    )
