"""The portal as a web application."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from sandbox.api import public, spaces, token, users
from sandbox.api.errors import add_error_answers
from sandbox.portal.portal import Portal
from sandbox.web import pages
from sandbox.web.middleware import AccessLog, Lateness, SecurityHeaders


def create_app(portal: Portal) -> ASGIApp:
    """Wire the API, the client and what surrounds them."""
    app = FastAPI(title="Members portal", summary="The documented API of the sandbox portal.", redoc_url=None)
    app.state.portal = portal
    add_error_answers(app)
    for module in (users, token, public, spaces):
        app.include_router(module.router)
    app.mount("/assets", StaticFiles(directory=pages.WEB / "assets"), name="assets")
    app.include_router(pages.router)  # last: it takes every address that is left
    # Around the whole application, not `add_middleware`: also around the answer to an unforeseen error.
    return AccessLog(SecurityHeaders(Lateness(app, portal.settings.delay)))
