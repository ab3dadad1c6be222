"""Under which topics a document stands: seen in the list, guarded, codes of the city only."""

import pytest
from sqlmodel import select

from civic.accounts.queries import grants_of
from civic.errors import Forbidden, Refused, SignInNeeded
from civic.library.actions import place_document
from civic.library.models import Document, DocumentTopic
from civic.permissions import Actor, Viewer
from tests import cast, make
from tests.world import World


def place(world: World, name: str | None, topics: list[str], section: str | None = None) -> None:
    with world.write() as db:
        actor: Viewer = None
        if name is not None:
            actor = Actor(cast.person(name), name, grants=grants_of(db, cast.person(name), world.now))
        place_document(db, actor, db.exec(select(Document)).one(), topics, section, world.now)


@pytest.fixture(autouse=True)
def _a_document(world: World) -> None:
    with world.write() as db:
        make.document(db)


def test_a_document_is_found_under_its_topic(world: World) -> None:
    place(world, "drafter", ["parks"], "parks")
    reader = world.browser()
    assert "総合計画" in reader.get("/documents?topic=parks").text
    assert "総合計画</a></h2>" not in reader.get("/documents?topic=town").text
    with world.read() as db:
        assert db.exec(select(Document.section_id)).one() == cast.PARKS


def test_placing_again_replaces(world: World) -> None:
    place(world, "drafter", ["parks"])
    place(world, "city_manager", ["town"])
    with world.read() as db:
        assert db.exec(select(DocumentTopic.topic_id)).all() == [1]


@pytest.mark.parametrize(("topics", "section"), [(["nothing"], None), (["parks", "nothing"], None), ([], "nothing")])
def test_codes_the_city_does_not_have_are_refused(world: World, topics: list[str], section: str | None) -> None:
    with pytest.raises(Refused):
        place(world, "drafter", topics, section)
    with world.read() as db:
        assert db.exec(select(DocumentTopic)).all() == []


def test_others_may_not(world: World) -> None:
    for name in ("resident", "approver", "registry_officer"):
        with pytest.raises(Forbidden):
            place(world, name, ["parks"])
    with pytest.raises(SignInNeeded):
        place(world, None, ["parks"])
