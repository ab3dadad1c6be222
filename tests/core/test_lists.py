"""Lists as cities have them: whatever stands above the headings, in whatever encoding, with merged cells."""

import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from civic.errors import Refused
from civic.lists import MOST_ROWS, heading, read

KNOWN = frozenset({"団体名", "サークル名", "代表者", "代表者氏名", "活動内容", "地区"})
ROWS = [["団体名", "代表者", "活動内容"], ["見本の会", "見本 太郎", "川のそうじ"], ["手本の会", "", "読み聞かせ"]]


def csv_of(rows: Sequence[Sequence[str]], by: str = ",") -> str:
    return "".join(by.join(row) + "\r\n" for row in rows)


def xlsx(
    rows: Sequence[Sequence[object]], merged: Sequence[str] = (), before: Sequence[Sequence[object]] = ()
) -> bytes:
    book = Workbook()
    sheet = book.active
    if before:
        for row in before:
            sheet.append(list(row))
        sheet = book.create_sheet("一覧")
    for row in rows:
        sheet.append(list(row))
    for one in merged:
        sheet.merge_cells(one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize(
    "above", [[], [["市民活動団体一覧"], ["令和8年4月1日現在"], [""]], [["一覧", "", ""], ["", "", "単位：団体"]]]
)
def test_the_headings_are_found_below_whatever_stands_above(encoding: str, above: list[list[str]]) -> None:
    table = read(csv_of(above + ROWS).encode(encoding), "a.csv", KNOWN)
    assert table.header == ROWS[0]
    assert [row for row in table.rows if row] == ROWS[1:]
    assert table.rows.index(ROWS[1]) + 2 == len(above) + 2  # lines are counted as the file counts them


def test_tabs_and_what_excel_calls_unicode_text() -> None:
    for data in (csv_of(ROWS, "\t").encode("utf-16"), csv_of(ROWS, "\t").encode("cp932")):
        assert read(data, "a.txt", KNOWN).rows == ROWS[1:]


def test_notes_sums_and_empty_numbered_lines_are_no_rows() -> None:
    rows = [
        ["No.", *ROWS[0]],
        ["1", *ROWS[1]],
        ["2", *ROWS[2]],
        ["3", "", "", ""],
        ["合計", "", "", ""],
        ["※ 敬称略", "", "", ""],
    ]
    table = read(csv_of(rows).encode(), "a.csv", KNOWN)
    assert [row[0] for row in table.rows] == ["1", "2"]
    assert read(csv_of([*ROWS, ["名前だけの会", "", ""]]).encode(), "a.csv", KNOWN).rows[-1] == ["名前だけの会", "", ""]


def test_headings_in_two_lines_are_joined() -> None:
    rows = [
        ["団体名", "代表者", "", "活動内容"],
        ["", "氏名", "電話", ""],
        ["見本の会", "見本 太郎", "099-1", "川のそうじ"],
    ]
    header = ["団体名", "代表者氏名", "代表者電話", "活動内容"]
    table = read(csv_of(rows).encode(), "a.csv", KNOWN)
    assert (table.header, table.rows) == (header, [[], rows[2]])
    merged = xlsx(rows, ["A1:A2", "B1:C1", "D1:D2"])
    assert read(merged, "a.xlsx", KNOWN).header == header
    # A first row that lacks something is a row.
    assert read(csv_of([["団体名", "代表者", ""], ["見本の会", "", "あ"]]).encode(), "a.csv", KNOWN).rows == [
        ["見本の会", "", "あ"]
    ]


def test_a_sheet_after_a_cover_merged_titles_and_merged_rows() -> None:
    rows = [
        ["市民活動団体一覧", None, None],
        ["地区", "団体名", "活動内容"],
        ["中央", "見本の会", "川の\nそうじ"],
        [None, "手本の会", 3],
    ]
    data = xlsx(rows, ["A1:C1", "A3:A4"], before=[["この表について"], ["作成", "市民協働課"]])
    table = read(data, "list.XLSX", KNOWN)
    assert table.header == ["地区", "団体名", "活動内容"]
    assert [row for row in table.rows if row] == [["中央", "見本の会", "川の そうじ"], ["中央", "手本の会", "3"]]


@pytest.mark.parametrize(
    ("text", "plain"), [("団 体 名（正式名称）※", "団体名"), ("ＵＲＬ", "url"), ("代表者\n氏名", "代表者氏名")]
)
def test_what_was_added_to_a_heading_does_not_matter(text: str, plain: str) -> None:
    assert heading(text) == plain


def test_a_list_without_known_headings_is_read_from_the_first_wide_row() -> None:
    table = read(csv_of([["ある表"], ["甲", "乙"], ["1", "2"]]).encode(), "a.csv", KNOWN)
    assert (table.header, table.rows) == (["甲", "乙"], [[], ["1", "2"]])


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "is_empty"), (b"\x81\x20\xff", "no_list"), (b"\xff\xfe\x00", "no_list"), (b"a" * 6_000_000, "too_big"),
     ("団体名\n" + "見本の会\n" * (MOST_ROWS + 1), "too_long")],
)  # fmt: skip
def test_what_is_no_list_is_refused(data: bytes | str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read(data if isinstance(data, bytes) else data.encode(), "a.csv", KNOWN)
    assert caught.value.code == f"lists.{code}"
