"""The client: one page for every address, and the gate before it."""

import hashlib
import secrets
from pathlib import Path
from string import Template

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from sandbox.api.access import LocationHere, PortalHere
from sandbox.portal.portal import Portal
from sandbox.web.bundle import FOLDER, bundled

WEB = Path(__file__).parent
GATE_COOKIE = "gate"
PAGES = {name: bundled(WEB / name) for name in ("index.html", "gate.html")}
BUNDLES = {bundle.name: bundle for page in PAGES.values() for bundle in page.bundles}

router = APIRouter(include_in_schema=False)


class GatePassword(BaseModel):
    """What a visitor enters at the gate."""

    password: str


@router.post("/gate")
async def open_gate(body: GatePassword, portal: PortalHere) -> Response:
    """Let a visitor with the gate's password pass."""
    gate = portal.settings.gate
    if gate is None or not secrets.compare_digest(body.password.encode(), gate.encode()):
        raise HTTPException(401, "This is not the password.")
    answer = Response(status_code=204)
    answer.set_cookie(GATE_COOKIE, _gate_key(gate), httponly=True, samesite="lax")
    return answer


@router.get(FOLDER + "{name}")
async def bundle(name: str, request: Request) -> Response:
    """Scripts or style sheets of a page."""
    if name not in BUNDLES:
        raise HTTPException(404)
    found, headers = BUNDLES[name], {"Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(found.content, media_type=found.media_type, headers=headers)
    return Response(found.compressed, media_type=found.media_type, headers={**headers, "Content-Encoding": "gzip"})


@router.api_route("/{path:path}", methods=["GET", "HEAD"])
async def page(request: Request, portal: PortalHere, location: LocationHere) -> Response:
    """The client, which decides by the address what to show; also for calls that were meant for the API's host."""
    name = "index.html" if _is_let_in(request, portal) else "gate.html"
    return HTMLResponse(
        Template(PAGES[name].html).substitute(
            platform=portal.platform,
            location=location.slug,
            wording=portal.settings.wording,
            language=portal.settings.language,
            operator=_operator_code(portal),
        )
    )


def _operator_code(portal: Portal) -> str:
    name = portal.settings.operator
    if name == "none":
        return ""
    style = f'<link rel="stylesheet" href="/assets/operator/{name}.css">'
    return f'{style}<script defer src="/assets/operator/{name}.js" data-third-party="{portal.third_party}"></script>'


def _is_let_in(request: Request, portal: Portal) -> bool:
    return portal.settings.gate is None or request.cookies.get(GATE_COOKIE) == _gate_key(portal.settings.gate)


def _gate_key(gate: str) -> str:
    """What a browser that has passed the gate shows: two portals behind one gate let it into both."""
    return hashlib.sha256(gate.encode()).hexdigest()
