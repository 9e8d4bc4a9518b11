"""A third party's host, which an operator's own code calls: it counts page views and serves a chat."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.web.pages import WEB


def create_third_party() -> ASGIApp:
    """The third party as a web application."""
    return Starlette(
        routes=[
            Route("/collect", _nothing, methods=["POST"]),
            Route("/chat", _chat),
            Route("/chat/news", _nothing, methods=["POST"]),
        ]
    )


async def _nothing(_request: Request) -> Response:
    return Response(status_code=204)


async def _chat(_request: Request) -> Response:
    return HTMLResponse((WEB / "chat.html").read_text(encoding="utf-8"))
