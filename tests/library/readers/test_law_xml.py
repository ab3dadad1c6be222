"""Law XML: addresses, labels and words of every part, and files meant to harm."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.library.readers import ReadDocument, ReadFailed, ReadUnit, law_xml, read
from tests.library.readers.samples import article, item, law


def read_law(folder: Path, text: str, name: str = "law.xml") -> ReadDocument:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (document,) = read(path)
    return document


def by_path(document: ReadDocument) -> dict[str, ReadUnit]:
    units = {unit.path: unit for unit in document.units}
    assert len(units) == len(document.units)
    return units


def failure(folder: Path, text: str | bytes) -> ReadFailed:
    path = folder / "bad.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ReadFailed) as failed:
        list(read(path))
    return failed.value


def test_what_the_head_says(tmp_path: Path) -> None:
    attributes = 'Era="Reiwa" Year="05" LawType="Misc" EnforcementDate="2024/04/01" LawId="123"'
    document = read_law(tmp_path, law(article("1", "第一条", "文。"), attributes=attributes))
    assert (document.title, document.number) == ("みほん町広場条例", "令和五年みほん町条例第三号")
    assert (document.key, document.kind, document.source_kind) == ("123", "ordinance", "Misc")
    assert (document.date, document.effective_from) == (date(2023, 4, 1), date(2024, 4, 1))
    assert next(read(tmp_path / "law.xml", kind="other")).kind == "other"


def test_key_and_day_come_from_the_name_e_gov_gives_its_files(tmp_path: Path) -> None:
    document = read_law(tmp_path, law(article("1", "第一条", "文。")), "322AC0000000067_20240401_505AC0000000019.xml")
    assert (document.key, document.effective_from) == ("322AC0000000067", date(2024, 4, 1))


@pytest.mark.parametrize(
    ("printed", "day"),
    [("2024/04/01", date(2024, 4, 1)), ("2024-04-01", date(2024, 4, 1)), ("2024/02/30", None), ("4月", None)],
)
def test_the_day_it_took_effect(tmp_path: Path, printed: str, day: date | None) -> None:
    document = read_law(tmp_path, law(article("1", "第一条", "文。"), attributes=f'EnforcementDate="{printed}"'))
    assert document.effective_from == day


def test_a_planned_day_counts_when_no_other_is_given(tmp_path: Path) -> None:
    document = read_law(
        tmp_path,
        law(
            article("1", "第一条", "文。"),
            attributes='Era="X" EnforcementDate="" ScheduledEnforcementDate="2030/01/02"',
        ),
    )
    assert (document.date, document.effective_from) == (None, date(2030, 1, 2))


def test_articles_paragraphs_items_and_subitems_have_their_addresses(tmp_path: Path) -> None:
    subitem = (
        '<Subitem1 Num="1"><Subitem1Title>イ</Subitem1Title>'
        "<Subitem1Sentence><Sentence>木</Sentence></Subitem1Sentence></Subitem1>"
    )
    listed = item("1", "一", "日陰").replace("</Item>", subitem + "</Item>") + item("2_2", "二の二", "水")
    units = by_path(
        read_law(
            tmp_path,
            law(
                '<Chapter Num="1"><ChapterTitle>第一章　総則</ChapterTitle>'
                + article("1", "第一条", "目的とする。", caption="目的")
                + '<Section Num="1"><SectionTitle>第一節　広場</SectionTitle>'
                + article("1_2", "第一条の二", "次を置く。|" + listed, "細目は規則で定める。")
                + "</Section></Chapter>"
            ),
        )
    )
    assert list(units) == ["A1-P1", "A1_2-P1", "A1_2-P1-I1", "A1_2-P1-I1-S1.1", "A1_2-P1-I2_2", "A1_2-P2"]
    assert [unit.label for unit in units.values()] == [
        "第一条",
        "第一条の二第一項",
        "第一条の二第一項第一号",
        "第一条の二第一項第一号イ",
        "第一条の二第一項第二号の二",
        "第一条の二第二項",
    ]
    assert [unit.level for unit in units.values()] == ["paragraph", "paragraph", "item", "subitem", "item", "paragraph"]
    assert (units["A1-P1"].caption, units["A1-P1"].section) == ("目的", "第一章　総則")
    assert units["A1_2-P1-I1-S1.1"].section == "第一章　総則 第一節　広場"
    assert units["A1_2-P1"].text == "次を置く。"
    assert [unit.seq for unit in units.values()] == [1, 2, 3, 4, 5, 6]


def test_paragraph_labels_use_the_digits_of_the_article(tmp_path: Path) -> None:
    units = by_path(
        read_law(tmp_path, law(article("1", "第1条", "一文。", "二文。") + article("2", "第２条", "一文。", "二文。")))
    )
    assert [unit.label for unit in units.values()] == ["第1条第1項", "第1条第2項", "第２条第１項", "第２条第２項"]


def test_supplements_are_addressed_by_the_law_that_brought_them(tmp_path: Path) -> None:
    def supplement(amending: str, inner: str) -> str:
        named = f' AmendLawNum="{amending}"' if amending else ""
        return f"<SupplProvision{named}><SupplProvisionLabel>附　則</SupplProvisionLabel>{inner}</SupplProvision>"

    alone = '<Paragraph Num="1"><ParagraphSentence><Sentence>公布の日から施行する。</Sentence></ParagraphSentence></Paragraph>'
    units = by_path(
        read_law(
            tmp_path,
            law(
                article("1", "第一条", "文。"),
                tail=supplement("", alone)
                + supplement("平成二四年六月二七日法律第四七号", article("1", "第一条", "施行する。"))
                + supplement("令和元年五月一日政令第一二号", article("1", "第一条", "施行する。"))
                + supplement("みほんの何か", article("1", "第一条", "施行する。")),
            ),
        )
    )
    assert list(units)[1:] == ["S-P1", "S.H24L47-A1-P1", "S.R1O12-A1-P1", "S~2-A1-P1"]
    assert (units["S-P1"].label, units["S-P1"].section) == ("附則", "附則")
    assert units["S.H24L47-A1-P1"].label == "附則第一条"
    assert units["S.H24L47-A1-P1"].section == "附則（平成二四年六月二七日法律第四七号）"


def test_tables_keep_rows_and_cells_and_forms_that_are_pictures_are_listed(tmp_path: Path) -> None:
    def cell(text: str) -> str:
        return f"<TableColumn><Sentence>{text}</Sentence></TableColumn>"

    table = (
        "<AppdxTable><AppdxTableTitle>別表第二</AppdxTableTitle><RelatedArticleNum>（第三条関係）</RelatedArticleNum>"
        f"<TableStruct><Table><TableRow>{cell('広場')}{cell('百円')}</TableRow><TableRow>{cell('庭')}{cell('無料')}</TableRow>"
        "</Table><Remarks><RemarksLabel>備考</RemarksLabel><Sentence>税を含む。</Sentence></Remarks></TableStruct></AppdxTable>"
    )
    listed = f"<AppdxTable><AppdxTableTitle>別表第三</AppdxTableTitle>{item('1', '一', '施設')}</AppdxTable>"
    style = (
        "<AppdxStyle><AppdxStyleTitle>様式第１</AppdxStyleTitle>"
        '<StyleStruct><Style><Fig src="./pict/1.pdf"/></Style></StyleStruct></AppdxStyle>'
    )
    document = read_law(tmp_path, law(article("1", "第一条", "文。"), tail=table + listed + style))
    units = by_path(document)
    assert units["T2"].text == "広場\t百円\n庭\t無料\n備考\n税を含む。"
    assert (units["T2"].label, units["T2"].caption, units["T2"].level) == ("別表第二", "第三条関係", "table")
    assert units["T3-I1"].label == "別表第三 一"
    assert (units["F1"].text, units["F1"].quality) == ("", "D")
    assert [(note.where, note.why, note.sample) for note in document.notes] == [("F1", "figure", "./pict/1.pdf")]


def test_columns_preamble_enactment_and_readings(tmp_path: Path) -> None:
    columns = (
        '<Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence><Column Num="1"><Sentence>広場</Sentence></Column>'
        '<Column Num="2"><Sentence>公布の日</Sentence></Column></ItemSentence></Item>'
    )
    head = (
        "<EnactStatement>議会の議決を経て、この条例を定める。</EnactStatement><Preamble><Paragraph Num='1'>"
        "<ParagraphSentence><Sentence>我々は広場を愛する。</Sentence></ParagraphSentence></Paragraph></Preamble>"
    )
    sentence = "<Ruby>砒\n<Rt>ひ</Rt>\n   </Ruby>素を<!-- 注 -->\n      除く。"
    units = by_path(read_law(tmp_path, law(article("1", "第一条", sentence + "|" + columns), head=head)))
    assert units["E1"].text == "議会の議決を経て、この条例を定める。"
    assert (units["PR1-P1"].label, units["PR1-P1"].text) == ("前文", "我々は広場を愛する。")
    assert units["A1-P1"].text == "砒素を除く。"
    assert units["A1-P1-I1"].text == "広場　公布の日"


def test_words_in_elements_nobody_foresaw_are_not_lost(tmp_path: Path) -> None:
    strange = "<Novelty><Part9>新しい<Sentence>規定</Sentence></Part9></Novelty>"
    document = read_law(tmp_path, law(article("1", "第一条", "文。|" + strange) + strange))
    assert [unit.text for unit in document.units] == ["新しい規定", "文。\n新しい規定"]


def test_gaps_and_repeated_numbers_are_reported(tmp_path: Path) -> None:
    numbered = [
        ("1", "第一条"),
        ("2", "第二条"),
        ("2_2", "第二条の二"),
        ("5:7", "第五条から第七条まで"),
        ("8", "第八条"),
        ("8", "第八条"),
    ]
    document = read_law(tmp_path, law("".join(article(number, title, "文。") for number, title in numbered)))
    assert [(note.where, note.why, note.sample) for note in document.notes] == [
        ("A8", "duplicate_number", ""),
        ("A5", "number_gap", "2 → 5"),
    ]
    assert [unit.path for unit in document.units][-3:] == ["A5.7-P1", "A8-P1", "A8~2-P1"]


@pytest.mark.parametrize("number", ["", "../../x", "1'--", "９", "1_2_", "x" * 10_000, "9" * 10_000])
def test_a_hostile_number_never_becomes_an_address(tmp_path: Path, number: str) -> None:
    document = read_law(tmp_path, law(article("1", "第一条", "文。") + article(number, "第四条", "文。")))
    assert document.units[1].path == "A4-P1"  # its title says so


ELEMENTS = st.lists(
    st.text(alphabet="条例広場。、一二A ", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=6
)


@settings(max_examples=40)
@given(st.lists(st.tuples(ELEMENTS, ELEMENTS), min_size=1, max_size=4))
def test_every_sentence_stands_in_exactly_one_unit(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[list[str], list[str]]]
) -> None:
    provisions = "".join(
        article(
            str(number),
            f"第{number}条",
            *paragraphs[:-1],
            paragraphs[-1] + "|" + "".join(item("", "", text) for text in items),
        )
        for number, (paragraphs, items) in enumerate(articles, start=1)
    )
    document = read_law(tmp_path_factory.mktemp("law"), law(provisions))
    written = "".join(re.findall(r"<Sentence>([^<]*)</Sentence>", provisions))
    assert "".join("".join(unit.text for unit in document.units).split()) == "".join(written.split())
    by_path(document)


def test_entities_are_refused_and_never_expanded(tmp_path: Path) -> None:
    body = law(article("1", "第一条", "&x;")).partition("?>")[2]
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    laughs = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
    for doctype in (
        f'<!DOCTYPE Law [<!ENTITY x SYSTEM "file://{secret}">]>',
        '<!DOCTYPE Law [<!ENTITY x "文">]>',
        f'<!DOCTYPE Law [<!ENTITY x0 "ha">{laughs}<!ENTITY x "&x11;">]>',
        '<!DOCTYPE Law SYSTEM "http://127.0.0.1:9/law.dtd">',
    ):
        assert failure(tmp_path, f"<?xml version='1.0'?>{doctype}{body}").code == "entities"


def test_depth_size_and_damage_have_their_own_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "<Sentence>" * 3000 + "文" + "</Sentence>" * 3000
    assert failure(tmp_path, law(article("1", "第一条", deep))).code == "too_deep"
    broken = failure(tmp_path, law(article("1", "第一条", "文。"))[:-20])
    assert (broken.code, broken.detail["line"]) == ("broken", 2)
    assert failure(tmp_path, law(article("1", "第一条", "A & B &nbsp;"))).code == "broken"
    assert failure(tmp_path, b"<?xml version='1.0' encoding='utf-8'?><Law>\xff\xfe</Law>").code == "broken"
    assert failure(tmp_path, "<Law><LawNum>x</LawNum></Law>").detail == {"where": "LawTitle"}
    assert failure(tmp_path, law("")).detail == {"where": "LawBody"}
    monkeypatch.setattr(law_xml, "UNITS", 3)
    assert failure(tmp_path, law(article("1", "第一条", *["文。"] * 5))).detail == {"limit": 3, "what": "units"}
    monkeypatch.setattr(law_xml, "FILE_BYTES", 100)
    assert failure(tmp_path, law(article("1", "第一条", "文。"))).detail == {"limit": 100, "what": "bytes"}
