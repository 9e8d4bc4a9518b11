"""What the API says of the location to anybody, and of members to themselves."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from sandbox.api.access import LocationHere, PortalHere, SignedIn
from sandbox.api.envelope import REFUSALS
from sandbox.portal.location import Location
from sandbox.portal.settings import Settings

router = APIRouter(prefix="/api/public", tags=["Public"], responses=REFUSALS)


@router.get("/businesses/current")
async def current_business(location: LocationHere) -> dict[str, Any]:
    """The location; its `Id` is the `BusinessId` of other calls."""
    return _business(location)


@router.get("/configuration")
async def configuration(portal: PortalHere, location: LocationHere) -> list[dict[str, str]]:
    """The location's settings, every value as text."""
    published = _published(portal.settings, location.path)
    return [{"Name": f"Portal.{name}", "Value": str(value)} for name, value in published.items()]


@router.get("/coworkers/profiles")
async def profiles(caller: SignedIn, location: LocationHere) -> dict[str, Any]:
    """Who is signed in."""
    member = caller.member
    return {
        "User": {
            "Id": member.id,
            "FullName": member.full_name,
            "Email": member.email,
            "Active": member.active,
            "IsAdmin": member.is_admin,
            "AccessToken": caller.bearer,
        },
        "DefaultBusiness": _business(location),
        "Profiles": [{"Id": member.id, "FullName": member.full_name, "IsDefaultProfile": True}],
    }


def _business(location: Location) -> dict[str, Any]:
    return {"Id": location.id, "Name": location.name, "WebAddress": location.address}


def _published(settings: Settings, path: str) -> dict[str, object]:
    rules = asdict(settings.rules)
    return {
        "Routes.Start": path or "/",
        "Routes.SignIn": path + settings.routes.sign_in,
        "Routes.Recovery": path + settings.routes.recovery,
        "Routes.Reset": path + settings.routes.reset,
        "Routes.Home": path + settings.routes.home,
        "TokenIn": settings.token_in,
        "TokenName": settings.token_name,
        "Session": settings.session,
        "Header": settings.header,
        "BlankFields": settings.blank_fields,
        "Recovery": settings.recovery,
        "Overlays": settings.overlays,
        "PasswordPolicy.MinimumLength": rules["minimum_length"],
        **{f"PasswordPolicy.{kind.title()}": rules[kind] for kind in ("uppercase", "lowercase", "digit", "symbol")},
    }
