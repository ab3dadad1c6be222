"""What the writing of a post asks: under which name, and whether the rules were read."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from civic.accounts.models import Person
from civic.city.models import RuleSet, Section
from civic.permissions import Actor, Role
from civic.rooms.models import Acknowledgement, NamePolicy, Post, Room


def has_acknowledged(db: Session, person_id: int, rule_version: int) -> bool:
    return db.get(Acknowledgement, (person_id, rule_version)) is not None


def display_name_for(db: Session, actor: Actor, room: Room) -> str:
    """The handle, or in a real-name room the registered name; empty when there is none."""
    if room.name_policy is NamePolicy.HANDLE:
        return actor.display_name
    return db.execute(select(col(Person.name)).where(col(Person.id) == actor.person_id)).scalar() or ""


def staff_section_for(db: Session, actor: Actor, room: Room) -> str:
    """The section a member of staff speaks for: the room's own if they work for it, else one of theirs."""
    mine = sorted(set[int]().union(*(actor.scope_ids(role, "section") for role in Role)))
    chosen = room.section_id if room.section_id in mine else next(iter(mine), None)
    if chosen is None:
        return ""
    return db.execute(select(col(Section.name)).where(col(Section.id) == chosen)).scalar() or ""


def author_ids(db: Session, room_id: int) -> Sequence[int]:
    """Everybody who wrote in the room, to be told when it changes."""
    query = select(col(Post.author_id)).where(col(Post.room_id) == room_id, col(Post.author_id).is_not(None)).distinct()
    return [one for one in db.execute(query).scalars() if one is not None]


def articles(db: Session, room: Room) -> Mapping[int, str]:
    """The articles of the room's rules by number, in plain words."""
    rules = db.get(RuleSet, room.rule_version) if room.rule_version is not None else None
    data: Any = rules.data if rules is not None else {}
    return {int(one["no"]): str(one["plain_text"]) for one in data.get("articles", ())}
