"""The register as HSDS 3 (Open Referral, https://docs.openreferral.org/): services with their organisation and places.

Required fields, types and formats are those of the schema files of openreferral/specification, checked in
tests/registry/test_hsds.py. People are left out: the format is for organisations."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import NAMESPACE_URL, uuid5

from civic.registry.exporting import FEES, Open
from civic.registry.models import EntryKind
from civic.registry.queries import AREA_MARKS

VERSION = "3.1"
# Where the names of our fields of activity come from.
TAXONOMY = "特定非営利活動促進法 別表"
# ISO 639 codes of languages as entries write them; 日本手話 has one of its own.
CODES = {
    "日本語": "ja", "英語": "en", "中国語": "zh", "韓国語": "ko", "ベトナム語": "vi", "ネパール語": "ne", "ポルトガル語": "pt", "スペイン語": "es",
    "タガログ語": "tl", "フィリピノ語": "fil", "インドネシア語": "id", "手話": "jsl", "日本手話": "jsl",
}  # fmt: skip


def page(base: str, found: Sequence[Open]) -> dict[str, Any]:
    """Everything as one page, in the envelope of the HSDS API."""
    contents = [_service(base, one) for one in found if one.entry.kind is not EntryKind.PERSON]
    total = len(contents)
    return {
        "version": VERSION, "total_items": total, "total_pages": 1, "page_number": 1, "size": total, "first_page": True,
        "last_page": True, "empty": not contents, "contents": contents,
    }  # fmt: skip


def _uuid(base: str, what: str, number: int) -> str:
    """HSDS wants UUIDs; the same for the same entry of the same city, for good."""
    return str(uuid5(NAMESPACE_URL, f"{base}/registry/{number}#{what}"))


def _uri(address: str) -> str:
    """As RFC 3986 wants it: an address may hold Japanese letters, a URI may not. Empty for what is none."""
    try:
        parts = urlsplit(address)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except ValueError:
        return ""
    rest = (quote(part, safe="/%:@!$&'()*+,;=?~-._") for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host, *rest))


def _service(base: str, one: Open) -> dict[str, Any]:
    e = one.entry
    service: dict[str, Any] = {
        "id": _uuid(base, "service", e.id), "name": e.display_name, "url": f"{base.rstrip('/')}/registry/{e.id}",
        "status": "active", "fees_description": FEES.get(e.fee, e.fee), "organization": _organization(base, one),
        "attributes": [_attribute(base, field, e.id) for field in e.fields],
    }  # fmt: skip
    notes = [e.skills or e.introduction]
    if e.accessibility and e.kind is not EntryKind.PLACE:  # HSDS knows accessibility of places alone
        notes.append(f"配慮：{e.accessibility}")
    if description := "\n".join(filter(None, notes)):
        service["description"] = description
    if e.confirmed_on:
        service["assured_date"] = e.confirmed_on.isoformat()
    if areas := [name for name in AREA_MARKS.split(e.areas) if name]:
        service["service_areas"] = [{"id": _uuid(base, f"area-{name}", e.id), "name": name} for name in areas]
    if e.days:
        service["schedules"] = [{"id": _uuid(base, "schedule", e.id), "description": e.days}]
    if names := [name for name in re.split(r"[、，,・／/\s]+", e.languages) if name]:
        service["languages"] = [_language(base, name, e.id) for name in names]
    if e.kind is EntryKind.PLACE:
        service["service_at_locations"] = [_at_location(base, one)]
    return service | _contact(base, one, "service")


def _organization(base: str, one: Open) -> dict[str, Any]:
    e, d = one.entry, one.details
    made: dict[str, Any] = {
        "id": _uuid(base, "organization", e.id), "name": e.display_name,
        "description": e.introduction or e.skills or e.display_name, "uri": f"{base.rstrip('/')}/registry/{e.id}",
    }  # fmt: skip
    if website := _uri(d.get("website", "")):
        made["website"] = website
    if year := re.match(r"\d{4}", d.get("founded_on", "")):
        made["year_incorporated"] = int(year[0])
    if name := d.get("representative"):
        made["contacts"] = [{"id": _uuid(base, "representative", e.id), "name": name, "title": "代表者"}]
    return made | _contact(base, one, "organization")


def _contact(base: str, one: Open, of: str) -> dict[str, Any]:
    """Only what was opened to everybody: `details` holds nothing else."""
    made: dict[str, Any] = {}
    if mail := one.details.get("contact_mail"):
        made["email"] = mail
    if number := one.details.get("contact_phone"):
        made["phones"] = [{"id": _uuid(base, f"{of}-phone", one.entry.id), "number": number}]
    return made


@lru_cache(maxsize=1000)
def _term_id(base: str, field: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{base}/registry/fields#{field}"))


def _attribute(base: str, field: str, number: int) -> dict[str, Any]:
    term = {"id": _term_id(base, field), "name": field, "description": field}
    return {
        "id": _uuid(base, field, number), "link_entity": "service", "link_id": _uuid(base, "service", number), "label": field,
        "taxonomy_term_id": term["id"], "taxonomy_term": term | {"taxonomy": TAXONOMY, "language": "ja"},
    }  # fmt: skip


def _language(base: str, name: str, number: int) -> dict[str, Any]:
    made = {"id": _uuid(base, f"language-{name}", number), "name": name}
    return made | ({"code": CODES[name]} if name in CODES else {})


def _at_location(base: str, one: Open) -> dict[str, Any]:
    e = one.entry
    location: dict[str, Any] = {
        "id": _uuid(base, "location", e.id), "location_type": "physical", "name": e.display_name,
    }  # fmt: skip
    if e.introduction:
        location["description"] = e.introduction
    if e.accessibility:
        location["accessibility"] = [{"id": _uuid(base, "accessibility", e.id), "description": e.accessibility}]
    return {"id": _uuid(base, "at-location", e.id), "location": location}
