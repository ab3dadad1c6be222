"""The register as open data: what everybody may read of what is listed, as CSV and as HSDS 3 (Open Referral)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from civic.lists import written
from civic.registry.models import EntryKind
from civic.registry.queries import EntryShown

COLUMNS = (
    "全国地方公共団体コード", "ID", "種別", "名称", "名称_カナ", "分野", "できること", "紹介", "活動地域", "曜日・時間", "費用", "言語",
    "配慮", "代表者", "URL", "最終確認日", "有効期限",
)  # fmt: skip
KINDS = {EntryKind.PERSON: "人", EntryKind.GROUP: "団体", EntryKind.PLACE: "場所"}
FEES = {"free": "無償", "actual_cost": "実費のみ", "paid": "有償"}
HSDS = "3.1"


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


def _uuid(base: str, what: str, number: int) -> str:
    """HSDS wants UUIDs; the same for the same entry of the same city, for good."""
    return str(uuid5(NAMESPACE_URL, f"{base}/registry/{number}#{what}"))


def hsds(base: str, found: Sequence[Open]) -> list[dict[str, Any]]:
    """HSDS 3 services with their organisation; people are left out: the format is for organisations."""
    return [_service(base, one) for one in found if one.entry.kind is not EntryKind.PERSON]


def _service(base: str, one: Open) -> dict[str, Any]:
    e, d = one.entry, one.details
    address = f"{base.rstrip('/')}/registry/{e.id}"
    organization: dict[str, Any] = {
        "id": _uuid(base, "organization", e.id), "name": e.display_name, "description": e.introduction, "uri": address,
    }  # fmt: skip
    if website := d.get("website"):
        organization["website"] = website
    service: dict[str, Any] = {
        "id": _uuid(base, "service", e.id), "name": e.display_name, "description": e.skills or e.introduction,
        "url": address, "status": "active", "fees_description": FEES.get(e.fee, e.fee), "organization": organization,
        "attributes": [{"id": _uuid(base, field, e.id), "label": field} for field in e.fields],
    }  # fmt: skip
    if e.confirmed_on:
        service["assured_date"] = e.confirmed_on.isoformat()
    if e.areas:
        service["service_areas"] = [{"id": _uuid(base, "area", e.id), "name": e.areas}]
    if e.days:
        service["schedules"] = [{"id": _uuid(base, "schedule", e.id), "description": e.days}]
    if e.languages:
        service["languages"] = [{"id": _uuid(base, "language", e.id), "name": e.languages}]
    if e.accessibility:
        service["eligibility_description"] = e.accessibility
    return service
