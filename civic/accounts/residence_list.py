"""The city's answers about residence as a list: each line held against the requests that wait; nothing of it is kept."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civic import lists
from civic.accounts.models import LetterRequest
from civic.errors import Refused
from civic.lists import Table, heading

# What the list that goes out is headed with, and how a list that comes back may call it.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("受付番号", "申込番号", "番号"),
    "name": ("お名前", "氏名", "名前"),
    "address": ("住所", "現住所"),
    "result": ("結果", "照合結果", "確認結果", "確認"),
}
YES = frozenset(
    ("○", "〇", "◯", "o", "可", "一致", "確認", "確認済", "確認ずみ", "確認済み", "はい", "有", "yes", "y", "1", "true")
)
NO = frozenset(("×", "✕", "✗", "x", "否", "不一致", "該当なし", "いいえ", "無", "no", "n", "0", "false", ""))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: the request it confirms, or the code of what is wrong; neither where it says no."""

    line: int
    letter_id: int | None = None
    error: str = ""


def outgoing(letters: Sequence[LetterRequest]) -> bytes:
    """The requests that wait, with an empty column for the answer."""
    rows = [(str(one.id), one.name, one.address, "") for one in letters]
    return lists.written([tuple(names[0] for names in COLUMNS.values()), *rows])


def read(data: bytes, filename: str) -> Table:
    return lists.read(data, filename, frozenset(heading(name) for names in COLUMNS.values() for name in names))


def check(table: Table, letters: Sequence[LetterRequest]) -> list[Line]:
    """Every line with what it does. Raises Refused where columns are missing that say who is meant, and the answer."""
    plain = [heading(name) for name in table.header]
    at = {key: next((plain.index(n) for n in names if n in plain), None) for key, names in COLUMNS.items()}
    if at["result"] is None or (at["number"] is None and (at["name"] is None or at["address"] is None)):
        raise Refused("accounts.list_lacks_columns")
    found: list[Line] = []
    for number, cells in enumerate(table.rows, start=2):
        if cells:
            row = {key: cells[n] if n is not None and n < len(cells) else "" for key, n in at.items()}
            found.append(_line(number, row, letters, {one.letter_id for one in found}))
    return found


def _line(number: int, row: Mapping[str, str], letters: Sequence[LetterRequest], seen: set[int | None]) -> Line:
    answer = _plain(row["result"])
    if answer not in YES and answer not in NO:
        return Line(number, error="accounts.list.answer")
    meant = _meant(row, letters)
    if len(meant) != 1:
        return Line(number, error="accounts.list.several" if meant else "accounts.list.nobody")
    if row["name"] and _plain(row["name"]) != _plain(meant[0].name):
        return Line(number, error="accounts.list.other_name")
    if answer in NO:
        return Line(number)
    return Line(number, error="accounts.list.twice") if meant[0].id in seen else Line(number, meant[0].id)


def _meant(row: Mapping[str, str], letters: Sequence[LetterRequest]) -> list[LetterRequest]:
    """By its number; in a list without numbers by name and address."""
    if number := _plain(row["number"]):
        return [one for one in letters if str(one.id) == number]
    who = _plain(row["name"]), _place(row["address"])
    return [one for one in letters if (_plain(one.name), _place(one.address)) == who]


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text.lstrip("'"))).casefold()


def _place(text: str) -> str:
    """1丁目2番3号, １－２－３ and 1-2-3 are one place."""
    return re.sub(r"丁目|番地|番|号|[‐‑–—―−ー-]", "-", _plain(text)).replace("--", "-").strip("-")
