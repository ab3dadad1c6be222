"""Printed lines of an ordinance into addressed units: 第N条, 項, (1), ア, 附則, 別表, by the traits of printed collections."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from civic.library.readers.document import ReadUnit, Unread, sample
from civic.library.readers.failures import ReadFailed
from civic.library.readers.law_words import number_of, paragraph_words, supplement_code

UNITS = 100_000
_NUM = "[0-9０-９〇一二三四五六七八九十百千]"
_BLANK = "[ \u3000]"
ARTICLE = re.compile(
    rf"(?P<mark>第(?P<num>{_NUM}+)条(?P<branch>(?:の{_NUM}+)*))(?:{_BLANK}+|(?=削除)|$)(?P<text>.*)", re.DOTALL
)
PARAGRAPH = re.compile(rf"(?P<mark>(?P<num>[0-9０-９]{{1,2}})){_BLANK}+(?P<text>.*)", re.DOTALL)
ITEM = re.compile(
    rf"(?P<mark>[(（](?P<num>[0-9０-９]{{1,3}})[)）]|(?P<kanji>[一二三四五六七八九十]+)(?={_BLANK})){_BLANK}*(?P<text>.*)",
    re.DOTALL,
)
SUBITEM1 = re.compile(rf"(?P<mark>[ア-ン]){_BLANK}+(?P<text>.*)", re.DOTALL)
SUBITEM2 = re.compile(rf"(?P<mark>[(（][ア-ン][)）]){_BLANK}*(?P<text>.*)", re.DOTALL)
CAPTION = re.compile(r"[(（](?P<caption>[^()（）]{1,60}(?:[(（][^()（）]{1,40}[)）][^()（）]{0,40})?)[)）]")
DIVISION = re.compile(rf"(?P<mark>第{_NUM}+(?P<kind>[編章節款])(?:の{_NUM}+)*){_BLANK}+(?P<text>[^。]{{1,60}})")
SUPPLEMENT = re.compile(rf"附{_BLANK}*則{_BLANK}*(?P<of>[(（].*[)）])?(?:{_BLANK}*抄)?", re.DOTALL)
APPENDIX = re.compile(
    rf"(?P<mark>(?P<kind>別表|別記|別図|別紙)(?:第{_NUM}+)?|(?P<style>(?:別記)?第{_NUM}+号様式(?:の{_NUM}+)*|様式第{_NUM}+号(?:の{_NUM}+)*))(?:{_BLANK}*(?P<rest>[(（].*[)）]))?",
    re.DOTALL,
)
# 「(昭40規則4・一部改正)」: who changed this and when; a note of the collection, not of the law.
AMENDED = re.compile(
    r"[(（](?:[明大昭平令][0-9元]{1,2}.{1,60}?[0-9]{1,4}[・、]?)+(?:.{0,20}(?:改正|追加|繰上|繰下|削る|全改|全部改正))?[)）]"
)
_DIVISION_ORDER = "編章節款"
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"


@dataclass(frozen=True)
class Line:
    """A printed line; a table's rows come as one line each, cells apart by tabs."""

    text: str
    is_table: bool = False
    is_figure: bool = False
    is_heading: bool = False


@dataclass
class _Unit:
    path: str
    mark: str
    label: str
    level: str
    caption: str
    section: str
    lines: list[str] = field(default_factory=list)


@dataclass
class OrdinanceLines:
    """Takes lines one by one; every character ends up in a unit's mark, caption, text or section."""

    units: list[_Unit] = field(default_factory=list)
    notes: list[Unread] = field(default_factory=list)
    paths: dict[str, int] = field(default_factory=dict)
    divisions: dict[str, str] = field(default_factory=dict)
    caption: str = ""
    root: str = ""
    root_label: str = ""
    article: str = ""
    article_label: str = ""
    paragraph: str = ""
    item: str = ""
    subitem: str = ""
    last_article: int = 0

    def take(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if line.is_table or line.is_figure:
                self._loose(line)
            elif line.text.strip():
                self._line(line.text.strip(" \u3000\n"))

    def _line(self, text: str) -> None:
        if found := SUPPLEMENT.fullmatch(text):
            self._supplement(text, found)
        elif (found := APPENDIX.fullmatch(text)) and not self.caption:
            self._appendix(found)
        elif (found := DIVISION.fullmatch(text)) and not self.root:
            order = _DIVISION_ORDER.index(found["kind"])
            self.divisions = {
                kind: name for kind, name in self.divisions.items() if _DIVISION_ORDER.index(kind) < order
            }
            self.divisions[found["kind"]] = text
        elif found := ARTICLE.fullmatch(text):
            self._article(found)
        elif AMENDED.fullmatch(text) and self.units:
            self.units[-1].lines.append(text)
        elif (found := CAPTION.fullmatch(text)) and not self.caption:
            self.caption = found["caption"]
        else:
            self._below(text)

    def _below(self, text: str) -> None:
        """Paragraphs and items, which only stand inside an article, a supplement or a table's notes."""
        if found := PARAGRAPH.fullmatch(text):
            self._paragraph(found)
        elif (found := ITEM.fullmatch(text)) and self.units:
            number = unicodedata.normalize("NFKC", found["num"]) if found["num"] else str(number_of(found["kanji"]))
            self.item = self.subitem = self._open(
                f"{self.paragraph or self.article or self.root}",
                f"I{number}",
                found["mark"],
                "item",
                self._label(found["mark"]),
                found["text"],
            )
        elif (found := SUBITEM1.fullmatch(text)) and self.item:
            place = _KANA.find(found["mark"]) + 1
            self.subitem = self._open(
                self.item, f"S1.{place}", found["mark"], "subitem", self._label(found["mark"]), found["text"]
            )
        elif (found := SUBITEM2.fullmatch(text)) and self.subitem:
            place = _KANA.find(found["mark"].strip("()（）")) + 1
            self._open(self.subitem, f"S2.{place}", found["mark"], "subitem", self._label(found["mark"]), found["text"])
        else:
            self._loose(Line(text))

    def _label(self, mark: str) -> str:
        above = next(
            (u.label for u in reversed(self.units) if u.level in ("article", "paragraph", "supplement")),
            self.root_label,
        )
        return f"{above}{mark}"

    def _article(self, found: re.Match[str]) -> None:
        number = number_of(unicodedata.normalize("NFKC", found["num"])) or 0
        branch = "".join(
            f"_{number_of(unicodedata.normalize('NFKC', part))}" for part in found["branch"].split("の") if part
        )
        if not self.root:
            if number not in (self.last_article, self.last_article + 1):
                self.notes.append(Unread(f"A{number}", "number_gap", f"{self.last_article} → {number}"))
            self.last_article = number
        self.article_label = f"{self.root_label}{found['mark']}"
        self.article = self.paragraph = self._open(
            self.root, f"A{number}{branch}", found["mark"], "article", self.article_label, found["text"]
        )
        self.item = self.subitem = ""

    def _paragraph(self, found: re.Match[str]) -> None:
        number = int(unicodedata.normalize("NFKC", found["num"]))
        above = self.article or self.root
        if not above:
            self._loose(Line(found.group()))
            return
        label = (self.article_label or self.root_label) + paragraph_words(number, self.article_label)
        self.paragraph = self._open(above, f"P{number}", found["mark"], "paragraph", label, found["text"])
        self.item = self.subitem = ""

    def _supplement(self, text: str, found: re.Match[str]) -> None:
        code = supplement_code(unicodedata.normalize("NFKC", found["of"] or "").replace(" ", "")) if found["of"] else ""
        self.root = self._address("", f"S.{code}" if code else "S")
        self.root_label, self.article, self.paragraph, self.item = "附則", "", "", ""
        self.article_label, self.caption, self.divisions = "", "", {}
        self.divisions["章"] = " ".join(text.split())

    def _appendix(self, found: re.Match[str]) -> None:
        numbers = re.findall(rf"{_NUM}+", found["mark"])
        number = "_".join(str(number_of(unicodedata.normalize("NFKC", one)) or 0) for one in numbers) or "1"
        letter = "F" if found["style"] else "T"
        self.root = self.article = self.paragraph = self.item = ""
        self.divisions = {}
        label = " ".join(found["mark"].split())
        self.root_label = label
        self.root = self._open(
            "", f"{letter}{number}", found["mark"], "style" if letter == "F" else "table", label, found["rest"] or ""
        )

    def _loose(self, line: Line) -> None:
        """Words without a number of their own belong to what stands before them."""
        if line.is_figure:
            self.notes.append(Unread(self.units[-1].path if self.units else "head", "figure", sample(line.text)))
            return
        if not self.units or (self.root and not self.units[-1].path.startswith(self.root)):
            self._open(
                self.root,
                "P1" if self.root else "L",
                "",
                "paragraph" if self.root else "other",
                self.root_label,
                line.text,
            )
        else:
            self.units[-1].lines.append(line.text)

    def _open(self, above: str, own: str, mark: str, level: str, label: str, text: str) -> str:
        if len(self.units) >= UNITS:
            raise ReadFailed("too_large", limit=UNITS, what="units")
        path = self._address(above, own)
        section = " ".join(self.divisions.values())
        unit = _Unit(path, mark, label, level, self.caption, section, [text] if text else [])
        self.caption = ""
        self.units.append(unit)
        return path

    def _address(self, above: str, own: str) -> str:
        path = f"{above}-{own}" if above else own
        times = self.paths[path] = self.paths.get(path, 0) + 1
        if times == 1:
            return path
        if not path.startswith("S"):
            self.notes.append(Unread(path, "duplicate_number"))
        return f"{path}~{times}"

    def done(self) -> tuple[ReadUnit, ...]:
        if self.caption:
            self._loose(Line(f"（{self.caption}）"))
        return tuple(
            ReadUnit(
                seq=seq, path=unit.path, text="\n".join(unit.lines), label=unit.label, caption=unit.caption,
                section=unit.section, level=unit.level, mark=unit.mark,
            )
            for seq, unit in enumerate(self.units, start=1)
        )  # fmt: skip
