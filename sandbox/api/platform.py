"""What the platform answers without a sign-in: where a location's API is, and which keys verify its tokens."""

from fastapi import APIRouter, HTTPException

from sandbox.api.access import PortalHere
from sandbox.api.envelope import REFUSALS

router = APIRouter(tags=["Platform"], responses=REFUSALS)


@router.get("/api/sys/businesses/getByHost")
async def business_by_host(host: str, portal: PortalHere) -> dict[str, object]:
    """The location whose portal is at this host; `WebAddress` is the host of its API."""
    for location in portal.locations:
        if location.slug == host:
            return {"Id": location.id, "WebAddress": location.api_host}
    raise HTTPException(404, "There is no location at this host.")


@router.get("/.well-known/jwks.json", include_in_schema=False)
async def public_keys(portal: PortalHere) -> dict[str, object]:
    """The keys that verify the portal's tokens."""
    return dict(portal.mint.public_keys())
