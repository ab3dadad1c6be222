"""Reading: the list and its filters, the pages of a document, one passage, the original; what is not public stays so."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.library import citing, contents, queries
from civic.library.catalogue import Filters, documents
from civic.library.citing import Citing
from civic.library.laid_out import pieces
from civic.library.models import DocumentKind, DocumentVersion, VersionState
from civic.permissions import TABLE, Actor, Grant, Role, Viewer
from tests import cast, make
from tests.library.files import bring, minutes, ordinance, written
from tests.library.readers.samples import article, law
from tests.world import World


@pytest.fixture
def library(world: World) -> World:
    with world.write() as db:
        make.document(db, "plan-1", ("公園を整備します。", "道路を直します。", "ごみを減らします。"))
        make.document(
            db, "minutes-1", kind=DocumentKind.MINUTES, title="定例会", body="みほん市議会", dated_on=date(2025, 3, 14)
        )
    return world


def test_the_list_shows_newest_first_with_coverage(library: World) -> None:
    text = library.browser().get("/documents").text
    assert text.index("総合計画") < text.index("定例会")
    assert "ここで読める範囲" in text
    assert "みほん市議会" in text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("kind=minutes", "定例会", "総合計画"),
        ("year=2026", "総合計画", "定例会"),
        ("body=みほん市議会", "定例会", "総合計画"),
    ],
)
def test_the_list_is_narrowed(library: World, query: str, shown: str, hidden: str) -> None:
    text = library.browser().get(f"/documents?{query}").text
    assert f">{shown}</a></h2>" in text
    assert f">{hidden}</a></h2>" not in text


@pytest.mark.parametrize("query", ["kind=x", "year=99999", "year=0", "after=zzz", "after=2026-13-01.5", "topic=%00'"])
def test_nonsense_in_the_address_is_no_error(library: World, query: str) -> None:
    assert library.browser().get(f"/documents?{query}").status_code == 200


def test_the_list_goes_on_where_it_stopped(world: World) -> None:
    with world.write() as db:
        for number in range(7):
            dated = None if number == 3 else date(2026, 1, 1) + timedelta(days=number // 2)
            make.document(db, f"d-{number}", dated_on=dated)
    seen: list[str] = []
    with world.read() as db:
        after = ""
        while page := documents(db, Filters(), after, most=2)[:2]:
            seen += [one.key for one in page]
            after = page[-1].place
    assert len(seen) == len(set(seen)) == 7
    assert seen[-1] == "d-3", "without a date: last"


def test_a_document_is_read_page_by_page(world: World) -> None:
    with world.write() as db:
        make.document(db, "long", tuple(f"第{n}の部分です。" for n in range(1, 121)))
    reader = world.browser()
    first, last = reader.get("/documents/long").text, reader.get("/documents/long?page=3").text
    assert "第50の部分" in first
    assert "第51の部分" not in first
    assert "第120の部分" in last
    assert 'href="/documents/long?page=3#u-120"' in first, "the contents lead into later pages"
    assert "第60の部分" in reader.get("/documents/long?at=60").text
    assert [reader.get(f"/documents/long?page={n}").status_code for n in (0, 4)] == [404, 404]


def test_long_contents_are_shown_by_chapter(world: World) -> None:
    with world.write() as db:
        document = make.document(db, "law", tuple("条文。" for _ in range(400)))
        for unit in db.exec(queries.select(queries.Unit)).scalars():
            unit.chapter = f"第{unit.seq // 100 + 1}章"
            db.add(unit)
    with world.read() as db:
        version = queries.choose_version(queries.versions_of(db, None, document.key), None)
        listed = contents.contents(db, version, contents.page_starts(db, version.id))
    assert [(one.name, one.page) for one in listed][:2] == [("第1章", 1), ("第2章", 2)]


def test_one_passage_with_its_neighbours(library: World) -> None:
    text = library.browser().get("/documents/plan-1/2").text
    assert "道路を直します。" in text
    assert "公園を整備します。" not in text
    assert 'rel="prev" href="/documents/plan-1/1"' in text
    assert 'rel="next" href="/documents/plan-1/3"' in text
    assert "https://mihon.example/documents/plan-1/2" in text
    assert "公式の原本ではありません" in text
    assert "/discuss?unit=" in text


def test_what_cites_a_passage_is_shown(library: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def cites(_db: object, viewer: Viewer, unit_ids: object, most: int) -> list[Citing]:
        assert viewer is None
        return [Citing("道路の<話>", "/posts/1", "直してほしい", cast.NOW)]

    monkeypatch.setattr(citing, "_asked", [])
    citing.register(cites)
    text = library.browser().get("/documents/plan-1/2").text
    assert 'href="/posts/1">道路の&lt;話&gt;</a>' in text


@pytest.mark.parametrize(
    "path", ["/documents/none", "/documents/none/1", "/documents/plan-1/9", "/documents/plan-1?v=2"]
)
def test_what_is_not_there_is_not_found(library: World, path: str) -> None:
    assert library.browser().get(path).status_code == 404


def test_text_is_escaped(world: World) -> None:
    with world.write() as db:
        make.document(db, "x", ("<script>alert(1)</script>",), title="<b>題</b>")
    for path in ("/documents", "/documents/x", "/documents/x/1"):
        text = world.browser().get(path).text
        assert "<script>alert" not in text
        assert "<b>題" not in text


def test_doubtful_text_says_so(world: World) -> None:
    with world.write() as db:
        document = make.document(db, "scan")
        version = db.get_one(DocumentVersion, document.current_version_id)
        version.quality = "C"
        db.add(version)
    for path in ("/documents", "/documents/scan", "/documents/scan/1"):
        assert "原本を確認してください" in world.browser().get(path).text


def test_what_waits_is_seen_by_staff_alone(world: World, tmp_path: Path) -> None:
    bring(world, written(tmp_path, minutes("a-1")))
    for path in ("/documents/a-1", "/documents/a-1/1", "/documents/a-1?v=1"):
        assert [world.browser(name).get(path).status_code for name in (None, "resident", "moderator")] == [404] * 3
        assert [world.browser(name).get(path).status_code for name in ("drafter", "approver")] == [200] * 2
    assert "公開前の版です" in world.browser("approver").get("/documents/a-1").text


def test_the_original_is_handed_out_as_a_file(world: World, tmp_path: Path) -> None:
    version_id = bring(world, written(tmp_path, ordinance(), "広場条例.xml")).version_ids[0]
    assert world.browser().get("/documents/x/original").status_code == 404
    world.browser("approver").post(f"/staff/documents/versions/{version_id}/publish")
    with world.read() as db:
        key = queries.version_shown(db, version_id).key
    answer = world.browser().get(f"/documents/{key}/original")
    assert answer.content.decode() == ordinance()
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_set_of_documents_is_not_handed_out(world: World, tmp_path: Path) -> None:
    """It could hold papers that are not public."""
    ids = bring(world, written(tmp_path, minutes("a-1", "a-2"))).version_ids
    world.browser("approver").post(f"/staff/documents/versions/{ids[0]}/publish")
    assert world.browser().get("/documents/a-1/original").status_code == 404


def test_anonymous_pages_are_answered_with_304(library: World) -> None:
    reader = library.browser()
    for path in ("/documents", "/documents/plan-1"):
        etag = reader.get(path).headers["etag"]
        assert reader.client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_references_written_by_hand(library: World) -> None:
    with library.read() as db:
        unit = queries.unit_by_reference(db, None, " plan-1#2 ")
        assert unit is not None
        assert unit.text == "道路を直します。"
        bad = ["plan-1", "plan-1#", "plan-1#99", "x#1", "#1", "plan-1#²", "plan-1#99999999999999"]
        assert [queries.unit_by_reference(db, None, reference) for reference in bad] == [None] * len(bad)


VIEWERS: list[Viewer] = [None, Actor(1, "住民")] + [
    Actor(2, role.value, grants=frozenset({Grant(role, "section", 1) if role is Role.DRAFTER else Grant(role)}))
    for role in Role
]


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda v: v.display_name if v else "anonymous")
def test_the_clause_and_the_table_agree(world: World, viewer: Viewer) -> None:
    with world.write() as db:
        document = make.document(db, "d")
        for number, state in enumerate(VersionState, start=2):
            db.add(
                DocumentVersion(
                    document_id=document.id, number=number, state=state, sha256="", retrieved_at=cast.NOW, unread=[]
                )
            )
    with world.read() as db:
        rows = db.exec(queries.select(DocumentVersion).where(queries.visible_to(viewer))).scalars()
        seen = {row.state for row in rows}
        everyone = db.exec(queries.select(DocumentVersion)).scalars().all()
    # Half-read and discarded versions are nobody's to see, whatever the role.
    workable = [row for row in everyone if row.state not in (VersionState.IMPORTING, VersionState.DROPPED)]
    assert seen == {row.state for row in workable if TABLE["document.see"](viewer, row)}


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 30_000)), min_size=1, max_size=200))
def test_pages_cover_every_passage_once(steps: list[tuple[int, int]]) -> None:
    rows, seq = [], 0
    for step, length in steps:
        seq += step
        rows.append((seq, length))
    starts = contents.starts_of(rows)
    assert starts[0] == rows[0][0]
    assert starts == sorted(set(starts))
    for first, end in zip(starts, [*starts[1:], 2**31], strict=True):
        on_page = [length for at, length in rows if first <= at < end]
        assert 1 <= len(on_page) <= contents.PAGE_UNITS
        assert len(on_page) == 1 or sum(on_page) <= contents.PAGE_CHARACTERS


def published(world: World, path: Path) -> None:
    (version_id,) = bring(world, path).version_ids
    assert world.browser("approver").post(f"/staff/documents/versions/{version_id}/publish").status_code == 303


def test_a_whole_article_leads_to_its_first_passage(world: World, tmp_path: Path) -> None:
    articles = law(article("1", "第一条", "広場は、次のとおりとする。", "何人も汚さない。", caption="目的"))
    published(world, written(tmp_path, articles, "325AC0000000009_20200401_000000000000000.xml"))
    answer = world.browser().get("/documents/325AC0000000009/A1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/documents/325AC0000000009/A1-P1")
    assert world.browser().get("/documents/325AC0000000009/A9").status_code == 404


def test_a_heading_is_called_by_its_words_and_stage_lines_are_not_contents(world: World, tmp_path: Path) -> None:
    lines = (
        "みほん市議会会議録", "○議長（見本太郎君）　開きます。", "日程第１　広場条例について", "○市長（例示花子君）　説明します。",
        "午前11時00分休憩", "○議長（見本太郎君）　再開します。",
    )  # fmt: skip
    published(world, written(tmp_path, "\n".join(lines), "m9.txt"))
    text = world.browser().get("/documents/m9").text
    assert "<h2>日程第１　広場条例について</h2>" in text
    listed = text.split('class="contents"')[1].split("</nav>")[0]
    assert "<strong>日程第１ 広場条例について</strong>" in listed
    assert "午前11時00分休憩" not in listed
    assert "午前11時00分休憩" in text


def test_rows_of_cells_are_a_table(world: World) -> None:
    with world.write() as db:
        make.document(
            db, "law-1", ("駐車場は、次のとおりとする。\n名称\t位置\n船岡駐車場\t本町1\n笠田<駐輪場>\t本町2\n以上",)
        )
    for path in ("/documents/law-1", "/documents/law-1/1"):
        text = world.browser().get(path).text
        assert '<th scope="col">名称</th><th scope="col">位置</th>' in text
        assert '<td data-label="名称">笠田&lt;駐輪場&gt;</td>' in text
        assert '<p class="unit__text">以上</p>' in text


@given(st.text(alphabet="あい\t\n", max_size=40))
def test_no_letter_is_lost_between_paragraphs_and_tables(text: str) -> None:
    found = "".join(p.text + "".join(p.heading) + "".join(c for row in p.rows for c in row) for p in pieces(text))
    assert found.replace("\n", "") == text.replace("\t", "").replace("\n", "")
