"""Who reads what of an entry: public columns for all, the rest by field; nothing leaks by any page, role or search."""

import re

import pytest

from civic.index import store
from civic.permissions import TABLE, Actor, Grant, Role, Viewer
from civic.registry import queries
from civic.registry.models import Entry
from civic.registry.states import EntryState
from civic.text.query import parse_query
from tests import cast
from tests.registry.forms import SECRETS, apply, listed, register
from tests.world import World

CITY_ONLY = {name: value for name, value in SECRETS.items() if name != "name"}
OTHERS = [name for name in cast.PEOPLE if name != "resident"]


def test_everybody_reads_the_public_columns(world: World) -> None:
    made = listed(world)
    text = world.browser().get(f"/registry/{made}").text
    assert "折り紙のおじさん" in text
    assert "折り紙を四十年" in text
    assert SECRETS["name"] not in text
    assert "市が内容を確認した日" in text


@pytest.mark.parametrize("name", [None, *OTHERS])
def test_private_fields_never_leak(world: World, name: str | None) -> None:
    """Every page of the register, as every role, before and after the decision."""
    made = apply(world)
    hidden = [*CITY_ONLY.values(), *([SECRETS["name"]] if name is None else [])]
    for _ in range(2):
        for path in (
            f"/registry/{made}", "/registry", "/registry?q=折り紙", f"/registry/{made}/edit",
            f"/registry/{made}/withdraw", "/staff/registry", f"/staff/registry/{made}", "/search?q=折り紙",
        ):  # fmt: skip
            # A form token or a digest in an address may hold any four digits.
            text = re.sub(r"[0-9a-f]{12,}", "", world.browser(name).get(path).text)
            assert [value for value in hidden if value in text] == [], path
        register(world, made)
        world.drain()


def test_private_fields_are_not_searched(world: World) -> None:
    listed(world)
    for value in SECRETS.values():
        assert "折り紙のおじさん" not in world.browser("registry_officer").get(f"/registry?q={value}").text


def test_people_signed_in_read_what_was_opened_to_them(world: World) -> None:
    made = listed(world)
    assert SECRETS["name"] in world.browser("neighbour").get(f"/registry/{made}").text


def test_the_owner_reads_everything(world: World) -> None:
    text = world.browser("resident").get(f"/registry/{apply(world)}").text
    for value in SECRETS.values():
        assert value in text


def test_what_is_opened_to_all_is_public(world: World) -> None:
    made = listed(world, show_contact_mail="public")
    assert SECRETS["contact_mail"] in world.browser().get(f"/registry/{made}").text


def test_search_holds_the_public_part_alone(world: World) -> None:
    listed(world)
    world.drain()
    engine = store.engine_for(world.site)
    assert engine.search(parse_query("折り紙")).total == 1
    for value in SECRETS.values():
        assert engine.search(parse_query(value)).total == 0


def test_the_list_is_narrowed(world: World) -> None:
    made = listed(world)
    with world.read() as db:
        today = cast.NOW.date()
        for filters, found in [
            (queries.Filters(words="おりがみ"), 1), (queries.Filters(words="オリガミ　あやとり"), 1),
            (queries.Filters(words="囲碁"), 0), (queries.Filters(field="社会教育"), 1),
            (queries.Filters(field="災害救援"), 0), (queries.Filters(kind=queries.EntryKind.GROUP), 0),
            (queries.Filters(words="%"), 0), (queries.Filters(words="_" * 3), 0),
        ]:  # fmt: skip
            assert [one.id for one in queries.entries(db, filters, today)] == [made] * found, filters


@pytest.mark.parametrize("query", ["kind=x", "field=%00", "after=-1", "q=" + "あ" * 500, "q=%25%27%22"])
def test_nonsense_in_the_address_is_no_error(world: World, query: str) -> None:
    assert world.browser().get(f"/registry?{query}").status_code == 200


def test_what_is_not_there_is_not_found(world: World) -> None:
    assert world.browser().get("/registry/99").status_code == 404


VIEWERS: list[Viewer] = [None, Actor(1, "owner"), Actor(2, "neighbour")] + [
    Actor(3, role.value, grants=frozenset({Grant(role)})) for role in Role
]


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda v: v.display_name if v else "anonymous")
def test_the_clause_and_the_table_agree(world: World, viewer: Viewer) -> None:
    with world.write() as db:
        for state in EntryState:
            db.add(
                Entry(
                    kind="person", person_id=1, state=state, display_name=state.value, fields=[], notice_version=1,
                    consent_at=cast.NOW, once=f"once-{state.value}",
                )
            )  # fmt: skip
    today = cast.NOW.date()
    with world.read() as db:
        seen = {e.state for e in db.exec(queries.select(Entry).where(queries.visible_to(viewer, today))).scalars()}
        everyone = db.exec(queries.select(Entry)).scalars().all()
    assert seen == {e.state for e in everyone if TABLE["entry.see"](viewer, e)}


def test_the_month_a_group_was_founded_is_said_with_its_era(world: World) -> None:
    made = listed(world, kind="group", representative="代表 花子", founded_on="2011-04")
    for path in (f"/registry/{made}", "/registry/directory"):
        assert "2011年4月（平成23年）" in world.browser().get(path).text
