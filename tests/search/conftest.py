"""A city with a small record of every kind, indexed by either engine."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import col, select

from civic.index import store
from civic.jobs import later
from civic.library.models import DocumentKind, Unit
from civic.search.jobs import all_cards
from tests import cast, make
from tests.world import World

SPEECHES = (
    ("渡辺委員", "member", "補助金の交付について、予算の見込みを伺います。"),
    ("総務部長", "executive", "補助金は前年と同じ予算を見込んでおります。公園の整備も進めます。"),
    ("渡辺委員", "member", "保育園の定員について、お考えを伺います。"),
)


def fill(world: World, engine: str = "auto") -> None:
    with world.write() as db:
        sitting = make.document(
            db, "m-1", tuple(text for _, _, text in SPEECHES), kind=DocumentKind.MINUTES, title="令和5年6月7日 総務委員会",
            body="総務委員会", dated_on=date(2023, 6, 7),
        )  # fmt: skip
        units = db.execute(select(Unit).where(col(Unit.document_id) == sitting.id).order_by(col(Unit.seq))).scalars()
        for unit, (speaker, role, _) in zip(units, SPEECHES, strict=True):
            unit.speaker, unit.role = speaker, role
        make.document(
            db, "plan-1", ("公園の整備を進めます。補助金を使います。", "保育園を増やします。"), title="総合計画",
            dated_on=date(2020, 4, 1), section_id=cast.PARKS,
        )  # fmt: skip
        room = make.room(db)
        make.post(db, room, body="公園の木陰にベンチがほしいです。", title="ベンチ")
        make.post(db, room, "neighbour", body="公園の遊具を直してください。", title="遊具")
    rebuild(world, engine)


def rebuild(world: World, engine: str = "auto") -> None:
    with world.read() as db:
        store.rebuild(world.site, all_cards(db), engine)
    with world.write() as db:
        later(db, "search.gather_words.each_day", "")
    world.drain()


@pytest.fixture(params=["whoosh", "tantivy"])
def record(request: pytest.FixtureRequest, world: World) -> Iterator[World]:
    fill(world, request.param)
    yield world
    store.forget(world.site)
