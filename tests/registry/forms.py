"""What an applicant types in these tests; all of it invented."""

from itertools import count
from typing import Any

from sqlmodel import select

from civic.registry.models import Entry
from tests.world import World

_once = count(1)

# Every value that only some may see carries a word no other value has, so that a leak is seen anywhere.
SECRETS = {
    "address": "みほん市ひみつ町九丁目",
    "birth_year": "1961",
    "contact_phone": "099-SECRET-01",
    "contact_mail": "himitsu@mihon.example",
    "name": "秘密山太郎",
}


def typed(**changes: Any) -> dict[str, Any]:
    """A person's application: name for people signed in, contacts for the city alone."""
    return {
        "kind": "person", "display_name": "折り紙のおじさん", "kana": "おりがみのおじさん",
        "fields": ["子どもの健全育成", "社会教育"], "introduction": "折り紙を四十年つづけています。子どもと一緒に折ります。",
        "skills": "折り紙、あやとり", "areas": "中央地区", "fee": "free", **SECRETS,
        "show_name": "signed_in", "show_contact_mail": "city_only", "show_contact_phone": "city_only",
        "consent": "yes", "notice_version": "1", "once": f"once-token-{next(_once)}",
    } | changes  # fmt: skip


def group(**changes: Any) -> dict[str, Any]:
    return typed(
        kind="group", display_name="みほん川を見る会", representative="代表 花子", members="12名", name="", birth_year="",
        **changes,
    )  # fmt: skip


def apply(world: World, name: str = "resident", **changes: Any) -> int:
    """The id of a new application that waits for the officer."""
    answer = world.browser(name).post("/registry/apply", typed(**changes))
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[-1])


def listed_group(world: World) -> int:
    """The id of a group in the list; its representative is the resident."""
    answer = world.browser("resident").post("/registry/apply", group())
    assert answer.status_code == 303, answer.text
    made = int(answer.headers["location"].rsplit("/", 1)[-1])
    assert register(world, made).status_code == 303
    return made


def register(world: World, entry_id: int, name: str = "registry_officer") -> Any:
    return world.browser(name).post(f"/staff/registry/{entry_id}/register", {"seen": str(entry(world, entry_id).rev)})


def listed(world: World, **changes: Any) -> int:
    """The id of an entry in the list."""
    made = apply(world, **changes)
    assert register(world, made).status_code == 303
    return made


def entry(world: World, entry_id: int) -> Entry:
    with world.read() as db:
        return db.exec(select(Entry).where(Entry.id == entry_id)).one()
