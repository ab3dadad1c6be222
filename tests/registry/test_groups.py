"""A group acts: members invited and accepted, posts in its name with the writer shown, hand-over, who may not."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from civic.jobs import later
from civic.ledger import LedgerEntry
from civic.notifications.models import Notice
from civic.registry.group_models import Member
from civic.registry.models import Entry, EntryDetail
from civic.registry.states import EntryState, MemberState
from civic.rooms.models import Post
from tests import cast, make
from tests.registry.forms import SECRETS, listed, listed_group
from tests.world import World

PLACE = {"role": "writer", "position": "会計"}
NAME = "みほん川を見る会"


@pytest.fixture
def made(world: World) -> int:
    with world.write() as db:
        make.room(db)
    return listed_group(world)


def member(world: World) -> Member:
    with world.read() as db:
        return db.exec(select(Member).order_by(Member.id.desc())).first()  # type: ignore[attr-defined, return-value]


def invite(world: World, made: int, handle: str = "neighbourさん", who: str = "resident", **changes: Any) -> Any:
    return world.browser(who).post(f"/registry/{made}/members", PLACE | {"handle": handle} | changes)


def answer(world: World, say: str = "yes", who: str = "neighbour", **changes: Any) -> Any:
    one = member(world)
    return world.browser(who).post(f"/memberships/{one.id}/answer", {"seen": str(one.rev), "answer": say} | changes)


def joined(world: World, made: int, **changes: Any) -> Member:
    assert invite(world, made, **changes).status_code == 303
    assert answer(world).status_code == 303
    return member(world)


def write(world: World, made: int, who: str = "neighbour", **changes: Any) -> Any:
    typed = {
        "once": f"once-{who}-{made}", "title": "川の掃除", "type": "proposal", "body": "春に川の掃除をしませんか。",
        "acknowledge": "yes", "step": "publish", "group": str(made),
    }  # fmt: skip
    return world.browser(who).post("/rooms/1/posts", typed | changes)


def posts(world: World) -> list[Post]:
    with world.read() as db:
        return list(db.exec(select(Post)))


def told(world: World, name: str) -> list[str]:
    with world.read() as db:
        return [n.kind for n in db.exec(select(Notice).where(Notice.person_id == cast.IDS[name]))]


def test_nobody_belongs_before_they_say_yes(world: World, made: int) -> None:
    assert invite(world, made).status_code == 303
    assert "group_invited" in told(world, "neighbour")
    assert write(world, made).status_code == 403
    assert NAME in world.browser("neighbour").get("/memberships").text
    assert answer(world, is_shown="yes").status_code == 303
    assert "group_accepted" in told(world, "resident")
    page = world.browser().get(f"/registry/{made}").text
    assert "会計" in page
    assert "neighbourさん" in page


def test_the_page_names_only_who_chose_to_be_named(world: World, made: int) -> None:
    joined(world, made)
    assert "neighbourさん" not in world.browser().get(f"/registry/{made}").text
    assert answer(world, is_shown="yes").status_code == 303
    assert "neighbourさん" in world.browser().get(f"/registry/{made}").text
    assert answer(world).status_code == 303
    assert "neighbourさん" not in world.browser().get(f"/registry/{made}").text


def test_no_is_no_and_may_be_asked_again(world: World, made: int) -> None:
    invite(world, made)
    assert answer(world, "no").status_code == 303
    assert write(world, made).status_code == 403
    assert world.browser("neighbour").get(f"/memberships/{member(world).id}").status_code == 404
    assert joined(world, made).state is MemberState.ACCEPTED


def test_an_invitation_twice_is_one(world: World, made: int) -> None:
    for _ in range(2):
        assert invite(world, made).status_code == 303
    with world.read() as db:
        assert len(db.exec(select(Member)).all()) == 1
    assert told(world, "neighbour").count("group_invited") == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"handle": "だれでもない"}, "見つかりません"),
        ({"handle": "residentさん"}, "代表です"),
        ({"handle": ""}, "入力してください"),
        ({"role": "king"}, "選"),
        ({"starts_on": "2026-12-01", "ends_on": "2026-11-01"}, "後の日"),
        ({"starts_on": "いつか"}, "日付"),
    ],
)
def test_a_bad_invitation_is_given_back(world: World, made: int, changes: dict[str, str], said: str) -> None:
    found = invite(world, made, **changes)
    assert found.status_code == 422
    assert said in found.text
    assert "会計" in found.text, "what was typed stays"


def test_a_post_stands_under_the_groups_name_with_its_writer(world: World, made: int) -> None:
    joined(world, made)
    form = world.browser("neighbour").get("/rooms/1/new").text
    assert NAME in form
    assert NAME not in world.browser("facilitator").get("/rooms/1/new").text
    assert write(world, made).status_code == 303
    (post,) = posts(world)
    assert (post.group_id, post.author_id) == (made, cast.IDS["neighbour"])
    assert post.display_name == f"{NAME}（neighbourさん）"
    page = world.browser().get("/rooms/1").text
    assert f'<a href="/registry/{made}">{NAME}（neighbourさん）</a>' in page
    of_group = world.browser().get(f"/registry/{made}").text
    assert "川の掃除" in of_group
    assert f"/posts/{post.id}" in of_group


def test_the_representative_writes_for_the_group_too(world: World, made: int) -> None:
    assert write(world, made, who="resident").status_code == 303
    assert posts(world)[0].display_name == f"{NAME}（residentさん）"


@pytest.mark.parametrize("who", ["facilitator", "registry_officer", "city_manager"])
def test_nobody_else_writes_for_it(world: World, made: int, who: str) -> None:
    joined(world, made)
    assert write(world, made, who=who).status_code == 403
    assert posts(world) == []


def test_a_plain_member_does_not_write_for_it(world: World, made: int) -> None:
    joined(world, made, role="member")
    assert write(world, made).status_code == 403


@pytest.mark.parametrize("state", [EntryState.SUSPENDED, EntryState.WITHDRAWN, EntryState.UPDATE_PENDING])
def test_a_group_that_is_not_listed_does_not_write(world: World, made: int, state: EntryState) -> None:
    joined(world, made)
    with world.write() as db:
        row = db.get_one(Entry, made)
        row.state = state
        db.add(row)
    assert write(world, made).status_code == 403
    assert NAME not in world.browser("neighbour").get("/rooms/1/new").text


def test_a_group_that_ran_out_does_not_write_from_the_day_on(world: World, made: int) -> None:
    joined(world, made)
    with world.write() as db:
        row = db.get_one(Entry, made)
        row.expires_on = world.now.date() - timedelta(days=1)
        db.add(row)
    assert write(world, made).status_code == 403


def test_a_term_that_is_over_ends_the_right(world: World, made: int) -> None:
    joined(world, made, starts_on="2026-04-01", ends_on="2026-11-24")
    assert write(world, made).status_code == 303
    world.advance(days=1)
    assert write(world, made, once="another-once-token").status_code == 403


def test_a_person_is_no_group_and_another_number_is_not_found(world: World, made: int) -> None:
    person = listed(world)
    assert write(world, person, who="resident").status_code == 404
    assert write(world, 9999, who="resident").status_code == 404
    assert write(world, made, who="resident", group="x").status_code == 422


def test_staff_speak_for_the_city_or_for_a_group_not_both(world: World, made: int) -> None:
    invite(world, made, handle="moderatorさん")
    assert answer(world, who="moderator").status_code == 303
    found = write(world, made, who="moderator", type="staff")
    assert found.status_code == 422
    assert "どちらか一つ" in found.text


@pytest.mark.parametrize("who", [None, "facilitator", "neighbour", "registry_officer", "auditor"])
def test_the_members_are_for_who_manages(world: World, made: int, who: str | None) -> None:
    joined(world, made)
    for path in (f"/registry/{made}/members", f"/memberships/{member(world).id}/change"):
        assert world.browser(who).get(path).status_code in (303, 403), path
    sent = world.browser(who).post(f"/registry/{made}/members", PLACE | {"handle": "approverさん"})
    assert sent.status_code in (303, 403)
    with world.read() as db:
        assert len(db.exec(select(Member)).all()) == 1


def test_a_deputy_invites_but_does_not_hand_over(world: World, made: int) -> None:
    joined(world, made, role="deputy")
    assert invite(world, made, handle="facilitatorさん", who="neighbour").status_code == 303
    assert world.browser("neighbour").post(f"/memberships/{member(world).id}/hand-over").status_code == 403


def test_changed_by_the_representative_and_stale_once(world: World, made: int) -> None:
    one = joined(world, made)
    change = {"role": "member", "position": "書記", "seen": str(one.rev)}
    assert world.browser("resident").post(f"/memberships/{one.id}/change", change).status_code == 303
    assert "group_place_changed" in told(world, "neighbour")
    assert world.browser("resident").post(f"/memberships/{one.id}/change", change).status_code == 409
    assert write(world, made).status_code == 403


@pytest.mark.parametrize("who", ["neighbour", "resident"])
def test_a_membership_ends_and_the_posts_stay(world: World, made: int, who: str) -> None:
    one = joined(world, made)
    write(world, made)
    for _ in range(2):
        assert world.browser(who).post(f"/memberships/{one.id}/end").status_code == 303
    assert write(world, made, once="another-once-token").status_code == 403
    assert posts(world)[0].display_name == f"{NAME}（neighbourさん）"
    assert world.browser("facilitator").post(f"/memberships/{one.id}/end").status_code == 403


def take(world: World, **changes: Any) -> Any:
    one = member(world)
    typed = {"seen": str(one.rev), "consent": "yes", "notice_version": "1"} | changes
    return world.browser("neighbour").post(f"/memberships/{one.id}/take-over", typed)


def test_handed_over_when_the_other_says_yes(world: World, made: int) -> None:
    one = joined(world, made)
    assert take(world).status_code == 422, "nobody takes what was not offered"
    for _ in range(2):
        assert world.browser("resident").post(f"/memberships/{one.id}/hand-over").status_code == 303
    assert told(world, "neighbour").count("group_offered") == 1
    assert take(world, consent="").status_code == 422
    answer = take(world)
    assert answer.headers["location"] == f"/registry/{made}/edit"
    with world.read() as db:
        row = db.get_one(Entry, made)
        assert (row.person_id, row.state) == (cast.IDS["neighbour"], EntryState.REGISTERED)
        left = {d.name for d in db.exec(select(EntryDetail).where(EntryDetail.entry_id == made))}
        verbs = [e.verb for e in db.exec(select(LedgerEntry).where(LedgerEntry.target == f"entry:{made}"))]
        seats = {(m.person_id, m.role.value) for m in db.exec(select(Member))}
    assert left == {"members"}, "the contacts of the old representative go with them"
    assert "registry.take_over" in verbs
    assert seats == {(cast.IDS["resident"], "member")}
    page = world.browser("neighbour").get(f"/registry/{made}/edit").text
    assert [value for value in SECRETS.values() if value in page] == []
    assert world.browser("resident").get(f"/registry/{made}/edit").status_code == 403
    assert {"group_taken_over"} <= {*told(world, "resident")} & {*told(world, "registry_officer")}


def test_an_offer_ends_after_thirty_days(world: World, made: int) -> None:
    one = joined(world, made)
    world.browser("resident").post(f"/memberships/{one.id}/hand-over")
    world.advance(days=31)
    assert take(world).status_code == 422


def leave(world: World, name: str) -> None:
    from civic.records.actions.leaving import close_inactive

    with world.write() as db:
        close_inactive(db, cast.IDS[name], world.now)


def test_a_deputy_follows_a_representative_who_leaves(world: World, made: int) -> None:
    joined(world, made, role="deputy")
    write(world, made, who="resident")
    leave(world, "resident")
    with world.read() as db:
        row = db.get_one(Entry, made)
        assert (row.person_id, row.state) == (cast.IDS["neighbour"], EntryState.REGISTERED)
        assert db.exec(select(EntryDetail).where(EntryDetail.name == "contact_mail")).all() == []
    assert "group_passed_on" in told(world, "neighbour")
    assert posts(world)[0].display_name == f"{NAME}（退会した方）"
    assert "residentさん" not in world.browser().get("/rooms/1").text


def test_without_a_deputy_the_group_is_withdrawn(world: World, made: int) -> None:
    joined(world, made)
    leave(world, "resident")
    assert world.browser().get(f"/registry/{made}").status_code == 404
    assert write(world, made).status_code == 403


def test_in_april_groups_are_asked_once(world: World, made: int) -> None:
    joined(world, made)
    for _ in range(2):
        world.now = world.now.replace(year=2027, month=4, day=1 + _)
        with world.write() as db:
            later(db, "registry.each_day", date(2027, 4, 1 + _).isoformat())
        world.drain()
    assert told(world, "resident").count("group_new_year") == 1


def test_another_city_knows_nothing_of_it(world: World, made: int) -> None:
    """Numbers are of one city: a person without a place gets nothing by trying them."""
    one = joined(world, made)
    for path in (f"/memberships/{one.id}", f"/memberships/{one.id}/change"):
        assert world.browser("facilitator").get(path).status_code in (403, 404)
    assert world.browser("facilitator").post(f"/memberships/{one.id}/take-over", {"seen": "1"}).status_code == 403
