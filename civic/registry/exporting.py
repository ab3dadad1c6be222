"""The register as open data: what everybody may read of what is listed, as CSV."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from civic.lists import written
from civic.registry.models import EntryKind
from civic.registry.queries import EntryShown

COLUMNS = (
    "全国地方公共団体コード", "ID", "種別", "名称", "名称_カナ", "分野", "できること", "紹介", "活動地域", "曜日・時間", "費用", "言語",
    "配慮", "代表者", "URL", "最終確認日", "有効期限",
)  # fmt: skip
KINDS = {EntryKind.PERSON: "人", EntryKind.GROUP: "団体", EntryKind.PLACE: "場所"}
FEES = {"free": "無償", "actual_cost": "実費のみ", "paid": "有償"}


@dataclass(frozen=True, slots=True)
class Open:
    """A listed entry with those of its further fields that everybody may read."""

    entry: EntryShown
    details: Mapping[str, str]


def open_csv(code: str, found: Iterable[Open]) -> bytes:
    """One row an entry."""
    return written([COLUMNS, *(_row(code, one) for one in found)])


def _row(code: str, one: Open) -> tuple[str, ...]:
    e, d = one.entry, one.details
    return (
        code, str(e.id), KINDS[e.kind], e.display_name, e.kana, "；".join(e.fields), e.skills, e.introduction, e.areas,
        e.days, FEES.get(e.fee, e.fee), e.languages, e.accessibility, d.get("representative", ""), d.get("website", ""),
        e.confirmed_on.isoformat() if e.confirmed_on else "", e.expires_on.isoformat() if e.expires_on else "",
    )  # fmt: skip
