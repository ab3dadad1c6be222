"""The export against HSDS 3: required fields, types, formats and choices of each object.

Names and types are facts read from the schema files of openreferral/specification (CC BY-SA 4.0); none of its text is here."""

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from tests.registry.forms import group, listed
from tests.world import World

UUID_, TEXT, URI, EMAIL, NUMBER, BOOL, INT = "uuid", "string", "uri", "email", "number", "boolean", "integer"
STATUS = ("active", "inactive", "defunct", "temporarily closed")
# Object -> (required fields, field -> type: a word above, the choices, the name of an object, or a list of one).
OBJECTS: dict[str, tuple[set[str], dict[str, Any]]] = {
    "page": (
        {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"},
        {"total_items": INT, "total_pages": INT, "page_number": INT, "size": INT, "first_page": BOOL, "last_page": BOOL,
         "empty": BOOL, "contents": ["service"], "version": TEXT},
    ),
    "service": (
        {"id", "name", "status"},
        {"id": UUID_, "organization_id": UUID_, "name": TEXT, "description": TEXT, "url": URI, "email": EMAIL, "status": STATUS,
         "fees_description": TEXT, "eligibility_description": TEXT, "assured_date": TEXT, "phones": ["phone"],
         "schedules": ["schedule"], "service_areas": ["service_area"], "service_at_locations": ["service_at_location"],
         "languages": ["language"], "organization": "organization", "contacts": ["contact"], "attributes": ["attribute"]},
    ),
    "organization": (
        {"id", "name", "description"},
        {"id": UUID_, "name": TEXT, "alternate_name": TEXT, "description": TEXT, "email": EMAIL, "website": URI,
         "year_incorporated": NUMBER, "uri": URI, "contacts": ["contact"], "phones": ["phone"]},
    ),
    "attribute": (
        {"id"},
        {"id": UUID_, "link_id": UUID_, "taxonomy_term_id": UUID_, "link_entity": TEXT, "label": TEXT,
         "taxonomy_term": "taxonomy_term"},
    ),
    "taxonomy_term": (
        {"id", "name", "description"},
        {"id": UUID_, "name": TEXT, "description": TEXT, "taxonomy": TEXT, "language": TEXT},
    ),
    "service_area": ({"id"}, {"id": UUID_, "name": TEXT}),
    "schedule": ({"id"}, {"id": UUID_, "description": TEXT}),
    "language": ({"id"}, {"id": UUID_, "name": TEXT, "code": TEXT}),
    "contact": ({"id"}, {"id": UUID_, "name": TEXT, "title": TEXT}),
    "phone": ({"id", "number"}, {"id": UUID_, "number": TEXT}),
    "service_at_location": ({"id"}, {"id": UUID_, "location": "location"}),
    "location": (
        {"id", "location_type"},
        {"id": UUID_, "location_type": ("physical", "postal", "virtual"), "name": TEXT, "description": TEXT,
         "accessibility": ["accessibility"]},
    ),
    "accessibility": ({"id"}, {"id": UUID_, "description": TEXT}),
}  # fmt: skip
PLAIN = {TEXT: str, NUMBER: (int, float), BOOL: bool, INT: int}


def faults(kind: str, value: Any, at: str) -> list[str]:
    """What does not fit, each with its path."""
    if not isinstance(value, dict):
        return [f"{at}: no object"]
    required, fields = OBJECTS[kind]
    found = [f"{at}.{name}: missing" for name in required - value.keys()]
    found += [f"{at}.{name}: not of HSDS" for name in value.keys() - fields.keys()]
    for name in value.keys() & fields.keys():
        found += _fault(fields[name], value[name], f"{at}.{name}")
    return found


def _fault(wanted: Any, value: Any, at: str) -> list[str]:
    if isinstance(wanted, list):
        return [one for n, item in enumerate(value) for one in faults(wanted[0], item, f"{at}[{n}]")]
    if isinstance(wanted, str) and wanted in OBJECTS:
        return faults(wanted, value, at)
    if isinstance(wanted, tuple):
        return [] if value in wanted else [f"{at}: {value!r} is no choice"]
    if wanted in PLAIN:
        good = isinstance(value, PLAIN[wanted]) and (wanted == BOOL or not isinstance(value, bool)) and value != ""
        return [] if good else [f"{at}: {value!r} is no {wanted}"]
    return [] if _is_formed(wanted, value) else [f"{at}: {value!r} is no {wanted}"]


def _is_formed(wanted: str, value: str) -> bool:
    if wanted == UUID_:
        return str(UUID(value)) == value
    if wanted == EMAIL:
        return re.fullmatch(r"[^@\s]+@[^@\s]+", value) is not None
    return value.isascii() and " " not in value and all(urlsplit(value)[:2])


def export(world: World) -> Any:
    return world.browser().get("/registry/hsds.json").json()


def test_an_empty_register_is_a_page(world: World) -> None:
    assert faults("page", export(world), "page") == []
    assert export(world)["empty"] is True


@pytest.mark.parametrize("kind", ["group", "place"])
def test_every_field_is_as_hsds_wants_it(world: World, kind: str) -> None:
    made = listed(
        world, kind=kind, display_name="みほん川を見る会", representative="代表 花子", website="https://例え.example/川の会?q=水",
        areas="中央地区、北町", days="毎週土曜", languages="日本語、英語、手話、ラテン語", accessibility="車いすで入れます", founded_on="2011-04",
        show_contact_mail="public", show_contact_phone="public", contact_mail="kawa@mihon.example", contact_phone="099-000-0000",
    )  # fmt: skip
    page = export(world)
    assert faults("page", page, "page") == []
    (service,) = page["contents"]
    assert service["url"].endswith(f"/registry/{made}")
    assert [one["name"] for one in service["service_areas"]] == ["中央地区", "北町"]
    assert [one.get("code") for one in service["languages"]] == ["ja", "en", "jsl", None]
    assert (service["email"], service["phones"][0]["number"]) == ("kawa@mihon.example", "099-000-0000")
    assert {one["taxonomy_term"]["name"] for one in service["attributes"]} == {"子どもの健全育成", "社会教育"}
    if kind == "place":
        (at,) = service["service_at_locations"]
        assert at["location"]["accessibility"][0]["description"] == "車いすで入れます"
    else:
        assert service["organization"]["year_incorporated"] == 2011
        assert "車いすで入れます" in service["description"]
    assert "eligibility_description" not in service


def test_ids_are_unique_and_contacts_of_the_city_alone_are_not_there(world: World) -> None:
    world.browser("resident").post("/registry/apply", group())
    listed(world, kind="place", display_name="みほん集会所")
    text = world.browser().get("/registry/hsds.json").text
    ids = re.findall(r'"id":"([^"]+)"', text)
    terms = re.findall(r'"taxonomy_term":\{"id":"([^"]+)"', text)
    others = [one for one in ids if one not in terms]
    assert len(others) == len(set(others)) > 5
    assert "himitsu@" not in text
    assert "SECRET" not in text


@pytest.mark.parametrize("website", ["https://[abc/", f"https://{'長' * 80}.example/"])
def test_an_address_that_is_none_breaks_nothing(world: World, website: str) -> None:
    listed(world, kind="group", display_name="みほん川を見る会", representative="代表 花子", website=website)
    page = export(world)
    assert faults("page", page, "page") == []
    assert "website" not in page["contents"][0]["organization"]
