"""Files no reader was made for: whoever laid them out, minutes come in as speeches, ordinances as articles, the rest as text."""

import datetime as dt
from pathlib import Path

import docx
import openpyxl
import pytest

from civic.library.readers import Kind, ReadDocument, ReadFailed, read
from tests.library.readers.samples import pdf

MINUTES = """みほん市議会会議録　令和７年第２回定例会（第３号）
令和７年６月１２日（木曜日）
午前１０時００分　開議
{0}議長（見本太郎君）　これより本日の会議を開きます。
{0}１５番（例示花子君）　図書館の開館時間について伺います。
　延長の要望が出ています。
（拍手）
{0}市長（架空一郎君）　お答えします。
〔「異議なし」と呼ぶ者あり〕
{0}議長（見本太郎君）　御異議なしと認めます。
午後３時１５分　散会
"""
ORDINANCE = """○みほん市広場条例
{1}
{2}
（目的）
{0}　この条例は、広場について定める。
２　広場は憩いの場とする。
（1）　公園
附　則
この条例は、公布の日から施行する。
"""
SPOKE = [
    ("1", "議長（見本太郎君）", "chair", ""),
    ("2", "１５番（例示花子君）", "member", "question"),
    ("3", "市長（架空一郎君）", "executive", "answer"),
    ("4", "議長（見本太郎君）", "chair", ""),
]


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def one(path: Path, kind: Kind | None = None) -> ReadDocument:
    (document,) = read(path, kind)
    return document


def spoken(document: ReadDocument) -> list[tuple[str, str, str, str]]:
    return [
        (unit.path, unit.speaker, unit.role, unit.stance.replace("chair", ""))
        for unit in document.units
        if unit.level == "speech"
    ]


def page(body: str, title: str = "第３号 ｜ みほん市議会", charset: str = "utf-8") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset={charset}><title>{title}</title></head><body><nav>一覧へ</nav>"
        f"<main><h1>令和７年第２回定例会（第３号）</h1>{body}</main><footer>みほん市</footer></body></html>"
    )


def paragraphs(text: str) -> str:
    return "".join(f"<p>{line}</p>" for line in text.split("\n"))


@pytest.mark.parametrize("mark", "○◯〇")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp"])
def test_minutes_as_plain_text_are_speeches(tmp_path: Path, mark: str, encoding: str) -> None:
    if (mark, encoding) == ("◯", "euc_jp"):
        return  # this circle does not exist there
    text = MINUTES.format(mark).replace("\n", "\r\n")
    document = one(put(tmp_path, "0612.txt", text.encode(encoding, errors="ignore")))
    assert (document.kind, document.date, document.body) == ("minutes", dt.date(2025, 6, 12), "みほん市議会")
    assert document.title == "みほん市議会会議録 令和７年第２回定例会（第３号）"
    assert spoken(document) == SPOKE
    assert [unit.text for unit in document.units if unit.level == "stage"] == [
        "（拍手）",
        "〔「異議なし」と呼ぶ者あり〕",
    ]
    assert not document.notes


@pytest.mark.parametrize(
    "body",
    [
        paragraphs(MINUTES.format("○")),
        MINUTES.format("○").replace("\n", "<br>"),
        "<table><tr><td>" + MINUTES.format("○").replace("\n", "<br>") + "</td></tr></table>" + "<p>　</p>" * 30,
        "<table><tr><td><table><tr><td>" + paragraphs(MINUTES.format("○")) + "</td></tr></table></td></tr></table>",
        "<p>令和７年６月１２日</p><table>"
        + "".join(
            f"<tr><td>○{who}</td><td>述べます。</td></tr>"
            for who in ("議長（見本太郎君）", "１５番（例示花子君）", "市長（架空一郎君）", "議長（見本太郎君）")
        )
        + "</table>",
        "<p>令和７年６月１２日</p><dl>"
        + "".join(
            f"<dt>○{who}</dt><dd>述べます。</dd>"
            for who in ("議長（見本太郎君）", "１５番（例示花子君）", "市長（架空一郎君）", "議長（見本太郎君）")
        )
        + "</dl>",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "cp932"])
def test_minutes_on_a_page_of_another_maker_are_speeches(tmp_path: Path, body: str, charset: str) -> None:
    document = one(put(tmp_path, "view.html", page(body, charset=charset).encode(charset)))
    assert (document.kind, document.title) == ("minutes", "令和７年第２回定例会（第３号）")
    assert document.date == dt.date(2025, 6, 12)
    assert spoken(document) == SPOKE
    assert "一覧へ" not in "".join(unit.text for unit in document.units)


def test_minutes_without_any_speaker_come_in_as_text_and_say_so(tmp_path: Path) -> None:
    document = one(put(tmp_path, "a.html", page("<p>協議会を開き、広場について話し合った。</p>")), "minutes")
    assert [unit.text for unit in document.units][-1].endswith("話し合った。")
    assert [note.why for note in document.notes] == ["no_speakers"]
    assert document.date is None


def test_minutes_in_a_pdf_are_speeches_with_their_pages(tmp_path: Path) -> None:
    lines = MINUTES.format("○").strip().split("\n")
    document = one(put(tmp_path, "m.pdf", pdf([lines[:5], None, [*lines[5:], "- 3 -"]])))
    assert (document.kind, document.quality, spoken(document)) == ("minutes", "D", SPOKE)
    assert [(unit.page, unit.quality) for unit in document.units if unit.level == "speech"] == [
        (1, "B"), (1, "B"), (3, "B"), (3, "B"),
    ]  # fmt: skip
    assert [(unit.path, unit.seq) for unit in document.units if unit.level == "page"] == [("p2", len(document.units))]
    assert "- 3 -" not in "".join(unit.text for unit in document.units)


def test_a_paper_that_names_a_speaker_once_is_not_minutes(tmp_path: Path) -> None:
    document = one(put(tmp_path, "m.pdf", pdf([["報告", "○議長（見本太郎君）　と記載する。", "以上です。"]])))
    assert (document.kind, [unit.level for unit in document.units]) == ("other", ["page"])


@pytest.mark.parametrize(
    ("article", "day", "number"),
    [
        ("第１条", "平成９年３月２５日", "条例第25号"),
        ("第一条", "平成九年三月二十五日", "条例第二十五号"),
        ("第1条", "平成９年３月２５日条例第25号", ""),
    ],
)
@pytest.mark.parametrize("form", ["txt", "html", "docx"])
def test_an_ordinance_of_another_maker_is_articles(
    tmp_path: Path, form: str, article: str, day: str, number: str
) -> None:
    text = ORDINANCE.format(article, day, number)
    path = tmp_path / f"jorei.{form}"
    if form == "docx":
        paper = docx.Document()
        for line in text.split("\n"):
            paper.add_paragraph(line)
        paper.save(str(path))
    else:
        put(tmp_path, path.name, text if form == "txt" else f"<html><body>{paragraphs(text)}</body></html>")
    document = one(path)
    assert (document.kind, document.title, document.date) == ("ordinance", "みほん市広場条例", dt.date(1997, 3, 25))
    assert [unit.path for unit in document.units] == ["A1", "A1-P2", "A1-P2-I1", "S-P1"]
    assert document.units[0].caption == "目的"
    assert "第25号" in (document.number or "") or "第二十五号" in (document.number or "")


def test_a_guideline_without_a_number_or_a_day_is_articles_too(tmp_path: Path) -> None:
    text = "みほん市広場要綱\n（趣旨）\n第1条　この要綱は、広場について定める。\n第2条　届け出る。\n"
    document = one(put(tmp_path, "yoko.html", f"<html><body>{paragraphs(text)}</body></html>"))
    assert (document.kind, document.source_kind, document.number) == ("ordinance", "要綱", None)
    assert [unit.path for unit in document.units] == ["A1", "A2"]


def test_a_table_in_a_cell_of_a_table_stands_once(tmp_path: Path) -> None:
    nested = "<table><tr><td>区分</td><td><table><tr><td>昼</td><td>夜</td></tr></table></td></tr></table>"
    text = ORDINANCE.format("第１条", "平成９年３月２５日", "条例第25号")
    document = one(put(tmp_path, "j.html", f"<html><body>{paragraphs(text)}<p>別表</p>{nested}</body></html>"))
    assert document.units[-1].text == "区分\t昼 夜"


def test_a_page_of_any_other_kind_is_its_headings_and_text(tmp_path: Path) -> None:
    body = (
        "<p>お知らせです。</p><h2>対象</h2><p>市内の方</p><table><tr><th>年齢<th>額</tr><tr><td>0歳<td>1円</tr></table>"
    )
    document = one(put(tmp_path, "news.html", page(body)))
    assert document.kind == "other"
    assert [(unit.label or unit.caption, unit.text) for unit in document.units][1] == (
        "対象",
        "市内の方\n年齢\t額\n0歳\t1円",
    )


def test_a_page_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadFailed) as failed:
        one(put(tmp_path, "frames.html", "<html><frameset><frame src=a.html></frameset></html>"))
    assert failed.value.code == "broken"


def test_headings_of_a_word_file_are_its_parts(tmp_path: Path) -> None:
    paper = docx.Document()
    paper.add_paragraph("みほん市子ども計画")
    paper.add_heading("安心して育つ", 1)
    paper.add_paragraph("居場所を増やす。")
    table = paper.add_table(2, 2)
    for at, words in enumerate(("指標", "目標", "満足度", "70")):
        table.cell(at // 2, at % 2).text = words
    paper.save(str(tmp_path / "plan.docx"))
    document = one(tmp_path / "plan.docx", "plan")
    assert document.title == "みほん市子ども計画"
    assert [unit.text for unit in document.units][1] == "居場所を増やす。\n指標\t目標\n満足度\t70"


def test_a_budget_with_merged_cells_and_several_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "歳入"
    rows = (
        ("令和８年度 歳入予算", None, None, None), (None, None, None, "（単位：千円）"), ("款", "項", "本年度", "前年度"),
        ("1 市税", "1 市民税", 100, 90), (None, "2 固定資産税", 200, 190), ("5 地方交付税", "1 地方交付税", 50, 40),
        ("歳入合計", None, 350, 320),
    )  # fmt: skip
    for row in rows:
        first.append(row)
    first.merge_cells("A4:A5")
    book.create_sheet("空")
    second = book.create_sheet("歳出")
    for row in (("款", "項", "本年度（円）"), ("議会費", "議会費", 100)):
        second.append(row)
    book.save(tmp_path / "yosan.xlsx")
    income, spending = read(tmp_path / "yosan.xlsx", "budget")
    assert income.title == "令和８年度 歳入予算"
    assert [(unit.path, unit.caption, unit.numbers.get("amount")) for unit in income.units] == [
        ("R", "歳入合計", 350_000), ("R-1", "市税", 300_000), ("R-1-1", "市民税", 100_000), ("R-1-2", "固定資産税", 200_000),
        ("R-5", "地方交付税", 50_000), ("R-5-1", "地方交付税", 50_000),
    ]  # fmt: skip
    assert income.units[1].numbers["previous"] == 280_000
    assert not income.notes
    assert [(unit.path, unit.caption) for unit in spending.units] == [("E-1", "議会費"), ("E-1-1", "議会費")]


def test_a_table_with_title_lines_keeps_its_title_and_tells_a_wrong_total(tmp_path: Path) -> None:
    text = '令和８年度　一般会計予算\r\n（単位：千円）\r\n\r\n款,項,予算額\r\n2 総務費,1 総務管理費,"1,234"\r\n合計,,1300\r\n'
    document = one(put(tmp_path, "yosan.csv", text.encode("cp932")))
    assert (document.title, document.kind) == ("令和８年度 一般会計予算", "budget")
    assert [unit.path for unit in document.units] == ["E", "E-2", "E-2-1"]
    assert [note.why for note in document.notes] == ["sum_differs"]
