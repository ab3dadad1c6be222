"""Minutes: a question with its answers, the next answer, and what one person said."""

from datetime import date
from typing import Any

import pytest

from civic.library.models import DocumentKind, Unit
from tests import make
from tests.world import World

SPEECHES: tuple[dict[str, Any], ...] = (
    {"speaker": "議長（見本太郎君）", "speaker_name": "見本太郎", "stance": "chair"},
    {"speaker": "例示花子議員", "speaker_name": "例示花子", "stance": "question", "thread": 1},
    {"speaker": "議長（見本太郎君）", "speaker_name": "見本太郎", "stance": "chair"},
    {"speaker": "広場課長", "stance": "answer", "thread": 1},
    {"speaker": "例示花子議員", "speaker_name": "例示花子", "stance": "question", "thread": 1},
    {"speaker": "市長（見本次郎君）", "speaker_name": "見本次郎", "stance": "answer", "thread": 1},
)


@pytest.fixture
def library(world: World) -> World:
    with world.write() as db:
        made = make.document(
            db, "m-1", tuple(f"発言その{n}です。" for n in range(1, 7)), kind=DocumentKind.MINUTES, title="定例会",
            body="みほん市議会", dated_on=date(2025, 3, 14),
        )  # fmt: skip
        for unit, facts in zip(_units(db, made.id), SPEECHES, strict=True):
            for name, value in {"level": "speech", "label": "", **facts}.items():
                setattr(unit, name, value)
            db.add(unit)
    return world


def _units(db: Any, document_id: int) -> list[Unit]:
    from sqlmodel import select

    return list(db.exec(select(Unit).where(Unit.document_id == document_id).order_by(Unit.seq)))


def test_a_question_leads_to_its_next_answer(library: World) -> None:
    reader = library.browser()
    page = reader.get("/documents/m-1").text
    assert page.count("次の答弁") == 2
    assert 'href="/documents/m-1?at=4#u-4"' in page
    assert 'href="/documents/m-1?at=6#u-6"' in page


def test_a_speech_shows_its_thread_without_the_chair(library: World) -> None:
    text = library.browser().get("/documents/m-1/4").text
    start = text.index("この質問と答弁")
    thread = text[start : text.index("</ol>", start)]
    assert [thread.count(name) for name in ("例示花子", "広場課長", "見本次郎", "見本太郎")] == [2, 1, 1, 0]
    assert "この質問と答弁" not in library.browser().get("/documents/m-1/1").text


def test_a_person_s_speeches_are_found(library: World) -> None:
    reader = library.browser()
    names = reader.get("/speakers").text
    assert "例示花子" in names
    assert "広場課長" not in names, "an office is no person"
    assert "見本太郎" not in reader.get("/speakers?q=例示").text
    page = reader.get("/speakers/例示花子").text
    assert "発言その2です。" in page
    assert "発言その4です。" not in page
    assert reader.get("/speakers/例示花子?body=別の議会").status_code == 404
    assert reader.get("/speakers/だれもいない").status_code == 404


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=99999999999", "page=x"])
def test_nonsense_pages_are_no_error(library: World, query: str) -> None:
    assert library.browser().get(f"/speakers/例示花子?{query}").status_code in (200, 404)
