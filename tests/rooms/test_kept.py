"""Rooms and posts are kept: nothing in the code deletes one, and the database refuses when somebody tries."""

import ast
import re

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import IntegrityError

from civic.records.holdings import HOLDINGS, AtLeaving
from civic.rooms.models import Room
from tests import make
from tests.house.source import modules
from tests.world import World

KEPT = frozenset({"Room", "Post"})
RAW = re.compile(r"delete\s+from\s+[\"`]?(?:room|post)\b", re.I)


def test_invariant_7_no_code_deletes_a_room_or_a_post() -> None:
    found = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and RAW.search(node.value):
                found.append(f"{path}:{node.lineno}")
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            names = {getattr(one, "id", "").rstrip("s").capitalize() for one in node.args}
            if called == "delete" and names & KEPT:
                found.append(f"{path}:{node.lineno}")
    assert found == []


def test_leaving_deletes_neither() -> None:
    """What somebody who left wrote stays, without the name."""
    erased = {one.table for one in HOLDINGS if one.leaving is AtLeaving.ERASED}
    assert erased & {"room", "post"} == set()


@pytest.mark.parametrize("raw", [False, True])
def test_the_database_refuses_to_lose_a_room_with_posts(world: World, raw: bool) -> None:
    with world.write() as db:
        make.post(db, make.room(db))
    with pytest.raises(IntegrityError), world.write() as db:
        db.execute(text("DELETE FROM room") if raw else delete(Room))
