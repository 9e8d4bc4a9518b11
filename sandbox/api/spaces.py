"""Administrators' calls: make a customer, find one."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from sandbox.api.access import Administrator, LocationHere, PortalHere
from sandbox.api.envelope import REFUSALS, ActionConfirmation, Pascal, done, invalid
from sandbox.api.users import Address

router = APIRouter(prefix="/api/spaces", tags=["Administrators"], responses=REFUSALS)

_Enum = Annotated[int, Field(ge=1, le=5)]


class Customer(Pascal):
    """A customer to be made; further documented fields are taken and forgotten."""

    full_name: str = Field(min_length=1, max_length=200)
    email: Address
    country_id: int
    simple_time_zone_id: int
    coworker_type: _Enum = 1
    gender: _Enum = 1
    tax_rate_type: _Enum = 1
    create_user: bool = False
    businesses: list[int] = Field(default=[])


@router.post("/coworkers", response_model=ActionConfirmation)
async def create_coworker(
    customer: Customer, _administrator: Administrator, portal: PortalHere, location: LocationHere
) -> Response:
    """Make a customer; with `CreateUser`, one who can use the portal and is welcomed by mail."""
    name, email = customer.full_name.strip(), customer.email.strip()
    homes = customer.businesses or [location.id]
    if not name.isprintable() or not name:
        return invalid("FullName", ["Enter a name."])
    if portal.members.find(email):
        return invalid("Email", ["Somebody has this address already."])
    if not all(portal.location_with(home) for home in homes):
        return invalid("Businesses", ["There is no such location."])
    member = portal.members.add(name, email, tuple(homes))
    if customer.create_user:
        portal.invite(member, portal.location_with(homes[0]) or location)
    return done({"Id": member.id})


@router.get("/coworkers")
async def find_coworkers(
    _administrator: Administrator,
    portal: PortalHere,
    location: LocationHere,
    email: Annotated[str, Query(alias="Coworker_Email")],
) -> dict[str, Any]:
    """Find a customer by address."""
    member = portal.members.find(email, location.id)
    found = [] if member is None else [member]
    records = [
        {"Id": each.id, "FullName": each.full_name, "Email": each.email, "Active": each.active} for each in found
    ]
    return {"Records": records, "TotalItems": len(records)}
