"""Plain text: headings make units, wraps and footnotes are repaired, scrambled order is flagged and left alone."""

import tracemalloc
from pathlib import Path

import pytest

from civic.library.readers import ReadDocument, ReadFailed, plain_text, read

SENTENCE = "みほん町は、町民が互いに学び合い、支え合う広場をつくるため、この提言を定める。"


def document(folder: Path, text: str, encoding: str = "utf-8") -> ReadDocument:
    path = folder / "提言.txt"
    path.write_bytes(text.encode(encoding))
    (read_document,) = read(path)
    return read_document


def wrap(text: str, letters: int = 33, gap: str = "\n") -> str:
    return gap.join(text[start : start + letters] for start in range(0, len(text), letters))


REPORT = f"""第１ はじめに
{wrap(SENTENCE * 3)}

第２ 提言
１ 基本的視点
{wrap(SENTENCE * 2)}
２ 取り組む施策
（１）広場の整備
{wrap(SENTENCE)}
（２）日陰の確保
{wrap(SENTENCE)}
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16"])
def test_headings_make_units_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    read_document = document(tmp_path, REPORT, encoding)
    assert [(unit.path, unit.section, unit.label) for unit in read_document.units] == [
        ("1", "", "第１ はじめに"),
        ("2", "", "第２ 提言"),
        ("3", "第２ 提言", "１ 基本的視点"),
        ("4", "第２ 提言", "２ 取り組む施策"),
        ("5", "第２ 提言 ２ 取り組む施策", "（１）広場の整備"),
        ("6", "第２ 提言 ２ 取り組む施策", "（２）日陰の確保"),
    ]
    assert read_document.units[0].text == SENTENCE * 3
    assert {unit.quality for unit in read_document.units} == {"B"}
    assert read_document.title == "提言"


def test_double_spacing_page_numbers_and_line_ends_are_undone(tmp_path: Path) -> None:
    pages = []
    for number in (1, 2, 3):
        pages.append(wrap(SENTENCE * 8, gap="\n\n") + f"\n\n\n - {number} - \n\n")
    read_document = document(tmp_path, "\r\n".join(pages))
    assert "".join(unit.text for unit in read_document.units).replace("\n", "") == SENTENCE * 24


def test_figures_alone_on_a_line_are_not_page_numbers(tmp_path: Path) -> None:
    text = "\n\n".join([SENTENCE, "1000", SENTENCE, "7", SENTENCE, "7", SENTENCE])
    assert [line for line in document(tmp_path, text).units[0].text.split("\n") if line.isdigit()] == ["1000", "7", "7"]


def test_a_footnote_does_not_cut_the_sentence_it_stands_in(tmp_path: Path) -> None:
    body = (
        SENTENCE * 4
        + "町は、広場※１（以下「広場」という。）を町民とともに運営することとし、その費用は毎年の予算で定めるものとする。"
    )
    lines = wrap(body).split("\n")
    footnote = [
        "",
        "",
        "※１ 広場 町が設ける場所であって、誰でも使うことができるものをいい、庭や公",
        "園を含むものとする。（広場条例から）",
    ]
    cut = next(index for index, line in enumerate(lines) if "広場※１" in line) + 1
    text = "\n".join([*lines[:cut], *footnote, " " + lines[cut], *lines[cut + 1 :]])
    running, note = document(tmp_path, text).units
    assert running.text == body
    assert (note.level, note.label) == ("footnote", "※１")
    assert note.text.startswith("広場 町が設ける場所であって、")


def test_scrambled_order_is_flagged_and_not_touched(tmp_path: Path) -> None:
    scrambled = f"第１ はじめに\n{wrap(SENTENCE * 3)}\n第２ まとめ\n方自治体の主体的な取組みにより、電子自治体の構築を推\n進\nする。\n{wrap(SENTENCE * 2)}\n"
    clean, torn = document(tmp_path, scrambled).units
    assert (clean.quality, torn.quality) == ("B", "C")
    assert torn.text.split("\n")[:3] == ["方自治体の主体的な取組みにより、電子自治体の構築を推", "進", "する。"]
    notes = document(tmp_path, scrambled).notes
    assert [(note.where, note.why) for note in notes] == [("unit 2", "order_suspect")]


def test_a_list_of_numbered_lines_is_not_a_row_of_headings(tmp_path: Path) -> None:
    text = "出席者\n１　見本太郎\n２　例示花子\n３　試作次郎"
    (unit,) = document(tmp_path, text).units
    assert (unit.label, unit.text) == ("", text)


def test_text_without_headings_is_cut_into_bearable_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "UNIT_LETTERS", 100)
    units = document(tmp_path, "\n".join([SENTENCE] * 5 + ["長" * 250])).units
    assert all(len(unit.text) <= 100 for unit in units)
    assert "".join(unit.text for unit in units).replace("\n", "") == SENTENCE * 5 + "長" * 250
    assert [unit.path for unit in units] == [str(number) for number in range(1, len(units) + 1)]


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.write(("　" + SENTENCE + "\n").encode() * 1000)
        file.seek(100 * 1024 * 1024)
        file.write(b"\n")
    tracemalloc.start()
    with pytest.raises(ReadFailed) as failed:
        list(read(path))
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert failed.value.code == "too_large"
    assert highest < 2_000_000


def test_too_many_units_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "UNITS", 3)
    with pytest.raises(ReadFailed) as failed:
        document(tmp_path, "".join(f"第{number}章 広場\n本文です。\n" for number in range(1, 9)))
    assert failed.value.detail == {"limit": 3, "what": "units"}
