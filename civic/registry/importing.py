"""Lists of groups and places as CSV or XLSX: read, columns matched to fields, each row checked before anything is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from civic import lists
from civic.errors import Refused
from civic.lists import Table, heading
from civic.registry.fields import ACTIVITIES
from civic.registry.forms import WEB
from civic.registry.models import EntryKind

MOST_LETTERS = {
    "display_name": 100, "kana": 200, "skills": 500, "introduction": 2000, "areas": 200, "days": 200, "languages": 100,
    "accessibility": 300, "representative": 100, "website": 300,
}  # fmt: skip
# Field -> how lists call the column, without brackets and blanks; the first is what the page shows.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "display_name": (
        "名称", "団体名", "施設名", "サークル名", "クラブ名", "グループ名", "会の名称", "団体の名称", "団体名称", "施設名称", "団体・サークル名",
        "団体等の名称", "活動団体名", "活動グループ名", "登録団体名", "法人名", "組織名", "町会名", "自治会名", "町会・自治会名", "名前", "name",
        "clubName",
    ),
    "kind": ("種別", "種類", "区分", "kind"),
    "kana": (
        "名称_カナ", "フリガナ", "ふりがな", "カナ", "かな", "よみ", "よみがな", "読み", "読み仮名", "団体名フリガナ", "団体名ふりがな", "団体名カナ", "団体名_カナ", "kana",
    ),
    "fields": ("分野", "活動分野", "主な活動分野", "ジャンル", "カテゴリ", "カテゴリー", "fields"),
    "introduction": (
        "紹介", "活動内容", "主な活動内容", "活動の内容", "団体紹介", "団体の紹介", "活動紹介", "紹介文", "PR", "活動目的", "目的", "設立目的", "説明", "概要",
        "活動概要", "内容", "description",
    ),
    "skills": ("できること", "できる支援", "提供できること", "得意なこと", "skills"),
    "areas": (
        "活動地域", "主な活動地域", "活動区域", "活動場所", "主な活動場所", "活動拠点", "活動会場", "会場", "場所", "地域", "地区", "所在地", "areas", "region",
        "address", "implementationLocation",
    ),
    "days": (
        "曜日・時間", "活動日", "活動日時", "活動曜日", "活動日・時間", "活動日時・曜日", "日時", "練習日", "定例日", "開催日", "activity_schedule", "availableDate",
    ),
    "languages": ("言語", "ことば"),
    "accessibility": ("配慮", "バリアフリー"),
    "representative": ("代表者", "代表者名", "代表者氏名", "代表", "代表名", "会長", "会長名", "会長氏名"),
    "website": ("URL", "ホームページ", "ホームページURL", "ホームページアドレス", "ウェブサイト", "WEBサイト", "Webサイト", "HP", "url"),
    "number": ("ID", "登録番号"),
}  # fmt: skip
# Words of other lists for a field of activity -> the field here.
FIELD_WORDS: Mapping[str, str] = {
    "福祉": "保健、医療又は福祉の増進", "健康": "保健、医療又は福祉の増進", "医療": "保健、医療又は福祉の増進", "学習": "社会教育", "教育": "社会教育",
    "町づくり": "まちづくり", "地域づくり": "まちづくり", "観光": "観光の振興", "音楽": "学術・文化・芸術・スポーツ", "芸術": "学術・文化・芸術・スポーツ",
    "文化": "学術・文化・芸術・スポーツ", "美術": "学術・文化・芸術・スポーツ", "スポーツ": "学術・文化・芸術・スポーツ", "環境": "環境の保全", "自然": "環境の保全",
    "防災": "災害救援", "災害": "災害救援", "防犯": "地域安全", "安全": "地域安全", "人権": "人権の擁護又は平和の推進", "平和": "人権の擁護又は平和の推進",
    "国際": "国際協力", "多文化": "国際協力", "男女": "男女共同参画社会の形成", "子ども": "子どもの健全育成", "こども": "子どもの健全育成", "子育て": "子どもの健全育成",
    "青少年": "子どもの健全育成", "情報": "情報化社会の発展", "科学": "科学技術の振興", "経済": "経済活動の活性化", "消費": "消費者の保護", "その他": "その他の活動",
}  # fmt: skip
KINDS = {
    "団体": EntryKind.GROUP,
    "group": EntryKind.GROUP,
    "場所": EntryKind.PLACE,
    "施設": EntryKind.PLACE,
    "place": EntryKind.PLACE,
}
PEOPLE = ("人", "個人", "person")


@dataclass(slots=True)
class Row:
    """One line of the list; `errors` are codes with the column they speak of."""

    line: int
    values: dict[str, Any]
    errors: list[str] = field(default_factory=list)


def read(data: bytes, filename: str) -> Table:
    """The list in the file, whatever stands above it. Raises Refused with what is wrong with the file."""
    return lists.read(data, filename, frozenset(heading(name) for names in TARGETS.values() for name in names))


def guess(header: Sequence[str]) -> dict[str, int]:
    """Field -> column, where the heading says it plainly; a column is one field's alone."""
    plain = [heading(name) for name in header]
    found: dict[str, int] = {}
    for target, names in TARGETS.items():
        free = (plain.index(heading(name)) for name in names if heading(name) in plain)
        column = next((at for at in free if at not in found.values()), None)
        if column is not None:
            found[target] = column
    return found


def need_columns(mapping: Mapping[str, int], header: Sequence[str]) -> None:
    """Refused where the name has no column, or a column is meant that is not there."""
    if "display_name" not in mapping or any(not 0 <= column < len(header) for column in mapping.values()):
        raise Refused("registry.list_lacks_columns", columns=TARGETS["display_name"][0])


def check(
    table: Table, mapping: Mapping[str, int], gone: frozenset[int], known: frozenset[str], otherwise: str = "団体"
) -> list[Row]:
    """Every row with its errors. `gone`: numbers of entries that were withdrawn; `known`: names listed already;
    `otherwise`: the kind of rows that name none."""
    seen: set[str] = set()
    found = []
    for number, cells in enumerate(table.rows, start=2):
        if not cells:
            continue
        row = Row(number, {})
        if len(cells) != len(table.header):
            row.errors.append("registry.row.columns")
        for target, column in mapping.items():
            row.values[target] = cells[column].lstrip("'") if column < len(cells) else ""
        row.values["kind"] = row.values.get("kind") or otherwise
        _check_row(row, gone, known | seen)
        seen.add(row.values["display_name"])
        found.append(row)
    return found


def _check_row(row: Row, gone: frozenset[int], known: frozenset[str] | set[str]) -> None:
    values = row.values
    if not values["display_name"]:
        row.errors.append("registry.row.no_name")
    elif values["display_name"] in known:
        row.errors.append("registry.row.known")
    if any(len(values.get(name, "")) > most for name, most in MOST_LETTERS.items()):
        row.errors.append("registry.row.too_long")
    kind = values["kind"]
    if kind in PEOPLE:
        row.errors.append("registry.row.person")
    elif kind not in KINDS:
        row.errors.append("registry.row.kind")
    values["kind"] = KINDS.get(kind, EntryKind.GROUP)
    named = [_activity(part) for part in _parts(values.get("fields", ""))]
    values["fields"] = [name for name in ACTIVITIES if name in named] or ["その他の活動"]
    if None in named:
        row.errors.append("registry.row.field")
    if values.get("website") and not WEB.fullmatch(values["website"]):
        row.errors.append("registry.row.website")
    number = values.pop("number", "")
    if number.isdigit() and int(number[:9]) in gone:
        row.errors.append("registry.row.withdrawn")


def _parts(text: str) -> list[str]:
    """The fields a cell names: our own names hold 、 and ・ themselves, so they are looked for before these divide."""
    found = []
    for part in filter(None, (one.strip() for one in re.split(r"[；;/／|]", text))):
        found += [part] if part in ACTIVITIES else [one for one in re.split(r"[、，,・\s]+", part) if one]
    return found


def _activity(name: str) -> str | None:
    if name in ACTIVITIES:
        return name
    return next((field for word, field in FIELD_WORDS.items() if word in name), None)
