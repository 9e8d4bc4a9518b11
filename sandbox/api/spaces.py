"""Administrators' calls: create a customer, find one, remove one."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response
from pydantic import Field

from sandbox.api.access import Administrator, LocationHere, PortalHere
from sandbox.api.envelope import REFUSALS, ActionConfirmation, Pascal, done, invalid, refused
from sandbox.api.users import Address
from sandbox.portal.location import Location
from sandbox.portal.portal import Portal

router = APIRouter(prefix="/api/spaces", tags=["Administrators"], responses=REFUSALS)

_Enum = Annotated[int, Field(ge=1, le=5)]


class Customer(Pascal):
    """A customer to create; further documented fields are accepted and ignored."""

    full_name: str = Field(min_length=1, max_length=200)
    email: Address
    country_id: int
    simple_time_zone_id: int
    coworker_type: _Enum = 1
    gender: _Enum = 1
    tax_rate_type: _Enum = 1
    create_user: bool = False
    businesses: list[int] = Field(default=[])
    invoicing_business_id: int | None = None


class Command(Pascal):
    """A command for some customers."""

    key: str
    ids: list[int]
    parameters: list[Any] = Field(default=[])


@router.post("/coworkers", response_model=ActionConfirmation)
async def create_coworker(
    customer: Customer, _administrator: Administrator, portal: PortalHere, location: LocationHere
) -> Response:
    """Create a customer; with `CreateUser`, one who can use the portal and gets a welcome mail."""
    name, email = customer.full_name.strip(), customer.email.strip()
    homes = _homes(customer, portal, location)
    if not name.isprintable() or not name:
        return invalid("FullName", ["Enter a name."])
    if portal.members.find(email):
        return invalid("Email", ["Somebody has this address already."])
    if not all(portal.location_with(home) for home in homes):
        return invalid("Businesses", ["There is no such location."])
    if not portal.customer_quota.allows("customers"):
        return refused("Access Denied", 403)
    member = portal.members.add(name, email, tuple(homes))
    if customer.create_user:
        portal.invite(member, portal.location_with(homes[0]) or location)
    return done({"Id": member.id})


@router.post("/coworkers/runcommand", response_model=ActionConfirmation)
async def run_command(command: Command, _administrator: Administrator, portal: PortalHere) -> Response:
    """Remove customers; no other command exists here."""
    if command.key != "COWORKER_DELETE":
        return invalid("Key", ["There is no such command."])
    members = [portal.members.get(number) for number in command.ids]
    for member in filter(None, members):
        portal.remove(member)
    return done() if all(members) else invalid("Ids", ["There is no such customer."])


@router.delete("/coworkers/{number:int}", include_in_schema=False)
async def no_plain_removal(number: int) -> Response:
    """Refuse: customers are removed by the command."""
    raise HTTPException(405, f"Customer {number} can't be removed like this.")


@router.get("/coworkers")
async def find_coworkers(
    _administrator: Administrator,
    portal: PortalHere,
    email: Annotated[str, Query(alias="Coworker_Email")],
) -> dict[str, Any]:
    """Find a customer by address."""
    member = portal.members.find(email)
    found = [] if member is None else [member]
    records = [
        {"Id": each.id, "FullName": each.full_name, "Email": each.email, "Active": each.active} for each in found
    ]
    return {"Records": records, "TotalItems": len(records)}


def _homes(customer: Customer, portal: Portal, location: Location) -> list[int]:
    """Where the customer belongs, the location that invoices them first."""
    homes = customer.businesses or [location.id]
    if not portal.settings.invoicing:
        return homes
    first = customer.invoicing_business_id or portal.locations[0].id
    return [first, *(home for home in homes if home != first)]
