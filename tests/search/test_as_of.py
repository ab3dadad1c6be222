"""The law as of a day: every public version of an ordinance is searched by the days it was in force."""

from collections.abc import Iterator
from datetime import date

import pytest
from lxml import html as lxml_html
from sqlmodel import Session

from civic.index import store
from civic.library.models import Document, DocumentKind, DocumentVersion, Unit, VersionState
from civic.search.jobs import all_cards
from tests import cast, make
from tests.world import World


def version(
    db: Session, document: Document, number: int, text: str, since: date, state: VersionState = VersionState.PUBLISHED
) -> DocumentVersion:
    made = DocumentVersion(
        document_id=document.id, number=number, state=state, sha256=str(number) * 64, retrieved_at=cast.NOW,
        published_at=cast.NOW, unread=[], drafted_by=8, approved_by=9, effective_from=since,
    )  # fmt: skip
    db.add(made)
    db.flush()
    db.add(Unit(document_id=document.id, version_id=made.id, seq=1, path="A1", label="第1条", text=text))
    return made


@pytest.fixture(params=["whoosh", "tantivy"])
def law(request: pytest.FixtureRequest, world: World) -> Iterator[World]:
    """公園条例: 2010 to 2020, 2020 until the end of 2026, from 2027; one more is not public."""
    with world.write() as db:
        document = make.document(
            db, "park", ("占用の許可は百円とする。",), kind=DocumentKind.ORDINANCE, title="公園条例"
        )
        db.get_one(DocumentVersion, document.current_version_id).effective_from = date(2010, 4, 1)
        current = version(db, document, 2, "占用の許可は二百円とする。", date(2020, 4, 1))
        version(db, document, 3, "占用の許可は三百円とする。", date(2027, 1, 1))
        version(db, document, 4, "占用の許可は四百円とする。", date(2028, 1, 1), VersionState.READY)
        document.current_version_id = current.id
    with world.read() as db:
        store.rebuild(world.site, all_cards(db), request.param)
    yield world
    store.forget(world.site)


def found(world: World, query: str, who: str | None = None) -> list[str]:
    page = lxml_html.fromstring(world.browser(who).get("/search?" + query).text)
    return list(page.xpath("//div[contains(@class, 'found__list')]/ol[@class='results']//h3/a/@href"))


@pytest.mark.parametrize(
    ("day", "address"),
    [
        ("", "/documents/park/A1"),
        ("平成22年4月1日", "/documents/park/1?v=1"),
        ("2020-03-31", "/documents/park/1?v=1"),
        ("令和2年4月1日", "/documents/park/A1"),
        ("2026年12月31日", "/documents/park/A1"),
        ("R9.1.1", "/documents/park/A1?v=3"),
        ("2030/1/1", "/documents/park/A1?v=3"),
    ],
)
def test_the_version_in_force_on_that_day(law: World, day: str, address: str) -> None:
    assert found(law, f"q=占用の許可&as_of={day}") == [address]


def test_before_its_first_day_there_is_none(law: World) -> None:
    assert found(law, "q=占用の許可&as_of=2010-03-31") == []


def test_an_older_version_says_its_number_and_its_address_opens_it(law: World) -> None:
    page = law.browser().get("/search?q=占用の許可&as_of=2015-01-01").text
    assert "第1版" in page
    assert "百円" in law.browser().get("/documents/park/1?v=1").text


def test_a_version_that_is_not_public_or_was_closed_is_nobody_s(law: World) -> None:
    for who in (None, "drafter", "approver"):
        assert found(law, "q=四百円&as_of=2030-01-01", who) == []
    with law.write() as db:
        db.get_one(DocumentVersion, 1).state = VersionState.CLOSED
    assert found(law, "q=占用の許可&as_of=2015-01-01") == []  # the index is behind


def test_old_words_are_not_found_without_a_day(law: World) -> None:
    assert found(law, "q=「許可は百円」") == []
    assert found(law, "q=「許可は百円」&as_of=2015-01-01") == ["/documents/park/1?v=1"]
