"""Who a room is for: people say themselves that they belong to it, before their first post there."""

from civic.db import Db
from civic.errors import Refused
from civic.permissions import Actor
from civic.rooms.forms import PublishPost
from civic.rooms.models import PostType, Room
from civic.rooms.queries.eligibility import must_declare


def need_eligible(db: Db, who: Actor, room: Room, form: PublishPost) -> None:
    """Neither birthday nor workplace is kept of anyone, so what counts is the writer's word; staff speak by office."""
    if form.type is not PostType.STAFF and not form.is_eligible and must_declare(db, who, room):
        raise Refused("rooms.declare_eligibility")
