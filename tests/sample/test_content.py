"""The sample city is whole: keys unique, references resolve, dates and sums agree, and no one real could be meant."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from civic.registry.models import EntryKind, Visibility
from civic.registry.states import EntryState
from civic.responses.states import ResponseState
from civic.rooms.models import AnswerUnit, NamePolicy, PolicyStage, PostType, RoomKind
from civic.rooms.states import PUBLIC, RoomState
from tests.sample.sample_files import budget_lines, by_key, city, minutes_before, rows, texts, units

FILES = ("people", "rooms", "posts", "acts", "answers", "registry", "documents")
SITE_ROLES = {"registry_officer", "auditor", "city_manager", "system_manager"}
CAST = [
    "resident", "neighbour", "facilitator", "room_manager", "moderator", "second_moderator",
    "drafter", "approver", "registry_officer", "auditor", "city_manager", "system_manager",
]  # fmt: skip
# Anything that could ring somewhere: landline, mobile or free-dial shapes with or without hyphens.
TELEPHONE = re.compile(r"(?<!\d)0\d{1,4}[-－ー()（） ]\d{1,4}[-－ー()（） ]\d{3,4}(?!\d)|(?<!\d)0\d{9,10}(?!\d)")
MAIL = re.compile(r"[\w.+-]+@([\w.-]+)")


@pytest.mark.parametrize("name", FILES)
def test_keys_are_unique(name: str) -> None:
    counted = Counter(row["key"] for row in rows(name))
    assert [key for key, times in counted.items() if times > 1] == []


def test_municipal_code_has_its_check_digit_and_no_real_prefecture() -> None:
    code = city()["code"]
    total = sum(int(digit) * weight for digit, weight in zip(code[:5], (6, 5, 4, 3, 2), strict=True))
    assert int(code[5]) == (11 - total % 11) % 10
    assert int(code[:2]) > 47


def test_sections_name_their_successors() -> None:
    sections = {row["key"]: row for row in city()["sections"]}
    ended = [row for row in sections.values() if row["ends_on"]]
    assert {row["ends_on"] for row in ended} == {"2026-03-31"}
    for row in ended:
        assert sections[row["successor"]]["starts_on"] == "2026-04-01"


def test_cast_comes_first_and_roles_point_somewhere() -> None:
    people = rows("people")
    assert [person["key"] for person in people[: len(CAST)]] == CAST
    sections = {row["key"] for row in city()["sections"]}
    for person in people:
        assert person["email"].endswith("@mihon.example")
        assert person["district"] in city()["districts"]
        assert person["section"] is None or person["section"] in sections
        for grant in person["roles"]:
            kind, _, key = grant["scope"].partition(":")
            known = {"site": {""}, "room": set(by_key("rooms")), "section": sections}[kind]
            assert key in known
            # Moderators of the whole city read removal requests too (`has_requests`).
            assert grant["role"] == "moderator" or (kind == "site") == (grant["role"] in SITE_ROLES)


def test_handles_and_addresses_are_taken_once() -> None:
    for name in ("handle", "email"):
        counted = Counter(person[name] for person in rows("people"))
        assert max(counted.values()) == 1


def test_documents_can_be_read_and_cited_units_exist() -> None:
    cited = [cite for post in rows("posts") for cite in post["cites"]]
    cited += [cite for room in rows("rooms") for cite in room["documents"]]
    cited += [cite for answer in rows("answers") for cite in (*answer["cites"], answer["evidence"]) if cite]
    assert len(cited) > 100
    assert [cite for cite in cited if cite not in units()] == []


def test_documents_are_as_large_as_promised() -> None:
    counted = Counter(address.partition("#")[0] for address in units())
    assert counted["mihon-sogo-keikaku-3"] >= 40
    assert sum(row["kind"] == "ordinance" for row in rows("documents")) == 5
    sittings = [row["key"] for row in rows("documents") if row["kind"] == "minutes"]
    assert len(sittings) == 4
    assert min(counted[key] for key in sittings) >= 25


def test_budget_sums_up_the_tree_and_balances() -> None:
    lines = budget_lines()
    assert lines["歳入",] == lines["歳出",]
    for place, amount in lines.items():
        children = [value for key, value in lines.items() if key[:-1] == place]
        assert not children or sum(children) == amount, place
    assert sum(len(place) == 4 for place in lines) > 60


def test_rooms_cover_the_states_and_point_somewhere() -> None:
    states = Counter(RoomState(room["state"]) for room in rows("rooms"))
    assert set(states) >= set(RoomState) - {RoomState.FOLLOW_UP}
    assert states[RoomState.OPEN] == 4
    sections = {row["key"] for row in city()["sections"] if row["ends_on"] is None}
    topics = {child["code"] for topic in city()["topics"] for child in (topic, *topic["children"])}
    people = by_key("people")
    for room in rows("rooms"):
        RoomKind(room["kind"])
        PolicyStage(room["policy_stage"])
        NamePolicy(room["name_policy"])
        AnswerUnit(room["handling"]["answer_unit"])
        assert room["section"] in sections
        assert set(room["topics"]) <= topics
        assert {*room["facilitators"], room["room_manager"], room["drafted_by"]} <= set(people)


def test_public_rooms_lack_nothing_an_announcement_needs() -> None:
    for room in rows("rooms"):
        if RoomState(room["state"]) not in PUBLIC:
            continue
        needed = (room["purpose"], room["decider"], room["handling"]["publish_place"])
        assert all(needed), room["key"]
        # Who speaks for the talk in a room; a public comment names its draft instead.
        assert room["draft_document"] if room["kind"] == "comment" else room["facilitators"], room["key"]
        assert room["documents"] or room["no_documents_reason"]
        assert room["planned_answer_in"] > room["closes_in"] > room["opens_in"]
        assert room["approved_by"] not in (None, room["drafted_by"])
        assert room["milestones"]["approved"] < room["milestones"]["announced"] <= room["opens_in"] - 3
        assert room["handling"]["answer_unit"] == "none" or room["handling"]["due_days"]


def test_room_dates_fit_their_state() -> None:
    for room in rows("rooms"):
        opens, closes, state = room["opens_in"], room["closes_in"], room["state"]
        if state in ("open", "suspended"):
            assert opens < 0 <= closes
        elif state in ("summarising", "submitted", "answered", "archived"):
            assert closes < 0
        elif state in ("draft", "approved", "announced"):
            assert opens > 0
        assert (state == "suspended") == bool(room["suspended"])
        assert (state == "cancelled") == bool(room["cancelled"])


def test_phases_fill_the_open_period_without_a_gap() -> None:
    for room in rows("rooms"):
        phases = room["phases"]
        if not phases:
            continue
        assert phases[0]["starts_in"] == room["opens_in"]
        assert phases[-1]["ends_in"] == room["closes_in"]
        for before, after in pairwise(phases):
            assert after["starts_in"] == before["ends_in"] + 1


def test_enough_posts_in_believable_threads() -> None:
    posts = by_key("posts")
    assert len(posts) >= 120
    assert Counter(post["room"] for post in posts.values())["chuo-koen"] >= 60

    def depth(key: str) -> int:
        parent = posts[key]["parent"]
        return 1 if parent is None else 1 + depth(parent)

    assert max(map(depth, posts)) >= 5
    assert sum(bool(post["withdrawn"]) for post in posts.values()) == 2
    assert any(post["revisions"] for post in posts.values())
    assert sum(bool(post["cites"]) for post in posts.values()) > 30


def test_posts_stand_in_their_room_after_what_they_answer() -> None:
    posts, rooms, people = by_key("posts"), by_key("rooms"), by_key("people")
    for post in posts.values():
        room = rooms[post["room"]]
        assert room["opens_in"] <= -post["days_ago"] <= min(room["closes_in"], -1), post["key"]
        if room["suspended"]:
            assert minutes_before(post) > minutes_before(room["suspended"])
        is_staff = people[post["author"]]["section"] is not None
        assert (PostType(post["type"]) is PostType.STAFF) == is_staff, post["key"]
        assert bool(post["title"]) == (post["parent"] is None), post["key"]
        for earlier in filter(None, (post["parent"], post["quotes"])):
            assert posts[earlier]["room"] == post["room"]
            assert minutes_before(posts[earlier]) > minutes_before(post), post["key"]


def test_changes_of_a_post_come_in_order() -> None:
    for post in rows("posts"):
        steps = [post, *post["revisions"], *filter(None, [post["withdrawn"]])]
        times = [minutes_before(step) for step in steps]
        assert times == sorted(times, reverse=True)
        assert len(set(times)) == len(times)


def test_no_one_writes_faster_than_a_person_can() -> None:
    written: dict[str, list[int]] = {}
    for post in rows("posts"):
        written.setdefault(post["author"], []).append(minutes_before(post))
    for author, times in written.items():
        gaps = [earlier - later for earlier, later in pairwise(sorted(times, reverse=True))]
        assert not gaps or min(gaps) >= 5, author


def test_nothing_looks_like_a_real_telephone_number_or_address() -> None:
    for place, text in texts():
        assert not TELEPHONE.search(text), place
        for host in MAIL.findall(text):
            assert host.endswith(".example"), place


def test_acts_have_ground_and_second_person() -> None:
    posts, people = by_key("posts"), by_key("people")
    moderators = {key for key, row in people.items() if any(grant["role"] == "moderator" for grant in row["roles"])}
    for act in rows("acts"):
        assert 1 <= act["article"] <= 14
        assert len(act["reason"]) >= 20, act["key"]
        assert act["by"] in {"system", *moderators}
        assert act["second_by"] != act["by"]
        assert (act["act"] in ("hold", "refuse")) == (act["by"] == "system")
        if act["act"] == "refuse":
            assert act["story"]
            continue
        assert minutes_before(act) <= minutes_before(posts[act["post"]])
        assert not any(post["author"] == act["by"] for post in posts.values())


def test_acts_follow_each_other_as_the_states_allow() -> None:
    expected = {
        "hold": {"": "held"}, "publish": {"held": "published"}, "reject": {"held": "rejected"},
        "hide": {"": "hidden"}, "restore": {"hidden": "published"}, "confirm": {"hidden": "hidden"},
        "warn": {"hidden": "hidden"},
    }  # fmt: skip
    states: dict[str, str] = {}
    for act in sorted(rows("acts"), key=minutes_before, reverse=True):
        if act["act"] != "refuse":
            states[act["post"]] = expected[act["act"]][states.get(act["post"], "")]
    assert set(states.values()) == {"published", "rejected", "hidden", "held"}


def test_a_restored_post_was_judged_by_someone_else() -> None:
    decided = {(act["post"], act["act"]): act["by"] for act in rows("acts")}
    restored = [post for post, kind in decided if kind == "restore"]
    assert restored
    assert all(decided[post, "hide"] != decided[post, "restore"] for post in restored)


def test_answers_are_drafted_and_approved_by_two_people_of_the_section() -> None:
    posts, people, rooms = by_key("posts"), by_key("people"), by_key("rooms")
    for answer in rows("answers"):
        scope = f"section:{answer['section']}"
        for role in ("drafter", "approver"):
            assert {"role": role, "scope": scope} in people[answer[role]]["roles"]
        assert answer["drafter"] != answer["approver"]
        room = rooms[posts[answer["post"]]["room"]]
        assert room["section"] == answer["section"]
        assert room["handling"]["answer_unit"] == "post"
        days = [posts[answer["post"]]["days_ago"], answer["assigned_days_ago"], answer["drafted_days_ago"]]
        days += [answer["published_days_ago"]] if answer["status"] == "published" else []
        assert days == sorted(days, reverse=True), answer["key"]


def test_published_answers_carry_what_their_category_needs() -> None:
    counted = Counter(ResponseState(answer["status"]) for answer in rows("answers"))
    assert counted[ResponseState.PUBLISHED] >= 8
    assert counted[ResponseState.AWAITING_APPROVAL] and counted[ResponseState.DRAFTING]  # noqa: PT018
    assert any(answer["due_in"] < 0 and answer["status"] != "published" for answer in rows("answers"))
    for answer in rows("answers"):
        if answer["status"] != "published":
            continue
        assert -answer["published_days_ago"] <= answer["due_in"], answer["key"]
        assert answer["ground"]
        if answer["category"] == "A":
            assert answer["before"] in units()[answer["evidence"]]
            assert answer["after"] not in ("", answer["before"])
        if answer["category"] == "B":
            assert answer["evidence"]


def test_registry_holds_people_groups_and_places() -> None:
    kinds = Counter(EntryKind(entry["kind"]) for entry in rows("registry"))
    assert kinds == {EntryKind.PERSON: 9, EntryKind.GROUP: 10, EntryKind.PLACE: 3}
    states = Counter(EntryState(entry["state"]) for entry in rows("registry"))
    assert states == {EntryState.REGISTERED: 20, EntryState.APPLIED: 1, EntryState.EXPIRED: 1}
    for entry in rows("registry"):
        assert entry["person"] is None or entry["person"] in by_key("people")
        assert (entry["expires_in"] or 0) > 0 or entry["state"] != "registered"
        for detail in entry["details"]:
            seen = Visibility(detail["visibility"])
            assert detail["name"] not in ("address", "birth_year") or seen is Visibility.CITY_ONLY
