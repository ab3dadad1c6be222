"""No address shows a private field to anybody who may not see it (DOMAIN §10, 16): every GET route, as everybody.

Each secret is a word no other value has, and says who may read it. That the crawler would see a leak is shown by the
secrets themselves: who may read one finds it on some page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from civic.accounts.actions import record_connection
from civic.accounts.models import LetterRequest, Person
from civic.index import store
from civic.jobs import later
from civic.records.models import DataRequest
from civic.registry.group_models import Member
from civic.registry.introduction_models import Introduction, IntroductionMessage
from civic.registry.models import Correction, Entry, EntryDetail, Recommendation, RegisterImport, Translation
from civic.registry.opportunity_models import (
    Lecture,
    LectureRequest,
    Opportunity,
    OpportunityApplication,
    OpportunityKind,
    OpportunityRole,
)
from civic.registry.states import EntryState, IntroductionState, MemberRole, MemberState, OpportunityState
from civic.review.models import CaseNote, RemovalRequest, Report
from civic.text.query import parse_query
from tests import cast, make
from tests.house.test_routes import opened
from tests.world import World

SECTION = frozenset({"drafter", "approver", "city_approver", "room_manager", "registry_officer", "city_manager"})
MODERATORS = frozenset({"moderator", "second_moderator"})
OFFICER = frozenset({"registry_officer"})
OWN, NOBODY = frozenset({"resident"}), frozenset[str]()
ASKER = frozenset({"neighbour"})


@dataclass(frozen=True)
class Secret:
    """A word, and whose pages may hold it; `is_seen`: one of them does."""

    word: str
    readers: frozenset[str]
    is_seen: bool = True


SECRETS = {
    "mail address": Secret("himitsu-atesaki@mihon.example", OWN),
    "name": Secret("秘密野 本名子", OWN, is_seen=False),
    "kana": Secret("ヒミツノ", OWN, is_seen=False),
    "district": Secret("ひみつ地区", OWN, is_seen=False),
    "second factor": Secret("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", OWN, is_seen=False),
    "connection": Secret("203.0.113.199", NOBODY),
    "letter address": Secret("ひみつ町9-9-9", OWN, is_seen=False),
    "entry address": Secret("みほん市かくし町十丁目", OWN),
    "entry mail": Secret("kakushi@mihon.example", OWN),
    "entry telephone": Secret("099-KAKUSHI-01", OWN),
    "entry name": Secret("隠山太郎", OWN),
    "entry translation": Secret("Unread paperfolding", OWN | OFFICER),
    "update asked": Secret("市から本人だけへのお願い", OWN | OFFICER),
    "hidden member": Secret("ひみつの書記", OWN | ASKER),
    "note of a reader": Secret("読んだ人のないしょの指摘", OFFICER),
    "recommended name": Secret("推薦された秘密子", OFFICER),
    "recommended contact": Secret("suisen-himitsu@mihon.example", OFFICER),
    "list to take in": Secret("まだ取り込んでいない秘密会", OFFICER),
    "wish before the check": Secret("市が確かめる前の用件", ASKER | OFFICER),
    "wish": Secret("紹介でたのむ秘密の用件", ASKER | OWN | OFFICER),
    "contact of who asks": Secret("tanomu-himitsu@mihon.example", ASKER),
    "contact of who is asked": Secret("tanomareru-himitsu@mihon.example", NOBODY),
    "held message": Secret("止まっている秘密のことば", OWN | OFFICER),
    "application": Secret("応募した人の秘密の気持ち", SECTION | OWN),
    "lecture contact": Secret("koza-himitsu@mihon.example", SECTION | ASKER),
    "draft opportunity": Secret("まだ出していない募集", SECTION),
    "data request name": Secret("請求した秘密代", NOBODY),
    "data request address": Secret("請求した人の秘密番地", NOBODY),
    "data request text": Secret("請求の秘密の中身", ASKER, is_seen=False),
    "held post": Secret("保留されている秘密の投稿", MODERATORS | {"facilitator"}),
    "case note": Secret("審査の秘密のメモ", MODERATORS),
    "report": Secret("通報した人の秘密の説明", MODERATORS),
    "removal contact": Secret("saijo-himitsu@mihon.example", MODERATORS | {"city_manager"}, is_seen=False),
}  # fmt: skip
NAMES = {"code": "parks", "key": "plan-1", "path": "1", "setting": "registry.min_age", "year": "2026", "language": "en",
         "measure": "hide", "ending": "atom", "kind": "entry", "person": "x", "token": "x"}  # fmt: skip
PATHS = sorted({path for _name, path in opened("GET")})


def word(name: str) -> str:
    return SECRETS[name].word


def fill_accounts(db: Session, now: datetime) -> None:
    person = db.get_one(Person, cast.IDS["resident"])
    person.email = person.email_folded = word("mail address")
    person.name, person.kana, person.district = word("name"), word("kana"), word("district")
    person.totp_pending = word("second factor")
    db.add(person)
    room = make.room(db)
    make.post(db, room)
    make.post(db, room, "facilitator", body=word("held post"), html=word("held post"), state="held")
    make.document(db)
    record_connection(db, "post", person.id, "post:1", word("connection"), 1, now)
    db.add(
        LetterRequest(
            person_id=person.id, name=word("name"), address=word("letter address"), notice_version=1, created_at=now,
            expires_at=now.replace(year=2027),
        )
    )  # fmt: skip
    db.add(
        DataRequest(
            kind="disclosure", person_id=cast.IDS["neighbour"], name=word("data request name"),
            address=word("data request address"), text=word("data request text"), notice_version=1, once="once-data-1",
            received_at=now, due_on=date(2026, 12, 24),
        )
    )  # fmt: skip
    db.add(CaseNote(target="post:2", person_id=cast.IDS["moderator"], text=word("case note"), written_at=now))
    db.add(Report(post_id=1, reporter_id=cast.IDS["neighbour"], article=1, text=word("report"), created_at=now))
    db.add(
        RemovalRequest(
            post_id=1, name="申出 人", contact=word("removal contact"), capacity="self", places="1番", right="privacy",
            reasons="名前が書かれています。", received_at=now, due_on=date(2026, 12, 1), answer_due_on=date(2026, 12, 1),
        )
    )  # fmt: skip


def fill_entries(db: Session, now: datetime) -> None:
    for kind, name in (("person", "折り紙のおじさん"), ("group", "みほん川を見る会")):
        row = Entry(
            kind=kind, person_id=cast.IDS["resident"], state=EntryState.REGISTERED, display_name=name, fields=["社会教育"],
            introduction="四十年つづけています。", notice_version=1, consent_at=now, once=f"once-{kind}",
            confirmed_on=date(2026, 11, 1), expires_on=date(2028, 3, 31), update_asked=word("update asked"),
            folded=name, is_offered_in_rooms=True,
        )  # fmt: skip
        db.add(row)
        db.flush()
        for detail in ("address", "mail", "telephone", "name"):
            key = {"mail": "contact_mail", "telephone": "contact_phone"}.get(detail, detail)
            db.add(EntryDetail(entry_id=row.id, name=key, value=word(f"entry {detail}")))
    db.add(Translation(entry_id=1, language="en", display_name="Uncle", introduction=word("entry translation"), at=now))
    db.add(
        Member(
            entry_id=2, person_id=cast.IDS["neighbour"], role=MemberRole.WRITER, state=MemberState.ACCEPTED,
            position=word("hidden member"), invited_at=now,
        )
    )  # fmt: skip
    neighbour = cast.IDS["neighbour"]
    db.add(Correction(entry_id=1, person_id=neighbour, text=word("note of a reader"), at=now, once="once-note-1"))
    db.add(
        Recommendation(
            recommender_id=neighbour, name=word("recommended name"), contact=word("recommended contact"),
            notice_version=1, at=now, erase_on=date(2026, 12, 20), once="once-recommend",
        )
    )  # fmt: skip
    rows = [[word("list to take in")]]
    officer = cast.IDS["registry_officer"]
    db.add(RegisterImport(person_id=officer, header=["名称"], rows=rows, at=now, erase_on=date(2026, 12, 1)))


def fill_dealings(db: Session, now: datetime) -> None:
    for state, purpose in ((IntroductionState.ASKED, "wish"), (IntroductionState.CITY_CHECK, "wish before the check")):
        db.add(
            Introduction(
                entry_id=1, person_id=cast.IDS["neighbour"], owner_id=cast.IDS["resident"], state=state,
                purpose=word(purpose), contact=word("contact of who asks"),
                owner_contact=word("contact of who is asked"), notice_version=1, consent_at=now, created_at=now,
                once=f"once-{state.value}", due_on=date(2026, 12, 10),
            )
        )  # fmt: skip
    db.flush()
    said, owner = word("held message"), cast.IDS["resident"]
    db.add(IntroductionMessage(introduction_id=1, person_id=owner, body=said, at=now, once="once-say", is_held=True))
    for state, title in (
        (OpportunityState.OPEN, "落ち葉のプール"),
        (OpportunityState.DRAFT, word("draft opportunity")),
    ):
        db.add(
            Opportunity(
                kind=OpportunityKind.EVENT, state=state, section_id=cast.PARKS, drafted_by=cast.IDS["drafter"],
                title=title, text="公園で遊びます。", fields=[], starts_at=datetime(2026, 12, 20, tzinfo=UTC),
                ends_at=datetime(2026, 12, 20, 2, tzinfo=UTC), deadline_on=date(2026, 12, 10), once=f"once-{state.value}",
            )
        )  # fmt: skip
    db.add(Lecture(section_id=cast.PARKS, title="公園の木", text="見分け方を話します。"))
    db.flush()
    db.add(OpportunityRole(opportunity_id=1, name="手伝い"))
    db.flush()
    db.add(
        OpportunityApplication(
            opportunity_id=1, role_id=1, entry_id=1, person_id=owner, message=word("application"), at=now
        )
    )
    db.add(
        LectureRequest(
            lecture_id=1, person_id=cast.IDS["neighbour"], group_name="子ども会", wanted="土曜", place="集会所", people=10,
            contact=word("lecture contact"), notice_version=1, consent_at=now, erase_on=date(2027, 3, 1), once="once-lecture",
        )
    )  # fmt: skip


@pytest.fixture
def city(world: World) -> Iterator[World]:
    with world.write() as db:
        fill_accounts(db, world.now)
        fill_entries(db, world.now)
        fill_dealings(db, world.now)
        for number in (1, 2):
            later(db, "registry.index_entry", number)
            later(db, "rooms.index_post", number)
    world.drain()
    yield world
    store.close_all()


def addresses() -> list[str]:
    """Every route with the numbers 1 and 2 in its holes, feeds in both forms, and the searches."""
    found = [
        "/search?q=折り紙",
        "/search.json?q=折り紙",
        "/registry?q=おじさん",
        "/registry?kind=group",
        "/audit?verb=registry",
    ]
    for path in PATHS:
        for number in ("1", "2"):
            filled = re.sub(r"{(\w+)(:\w+)?}", lambda hole, n=number: NAMES.get(hole[1], n), path)  # type: ignore[misc]
            found += [filled, filled.replace(".atom", ".json")]
    return list(dict.fromkeys(found))


def seen_by(world: World, who: str | None) -> dict[str, set[str]]:
    """Secret -> addresses that show it to this person."""
    browser, found = world.browser(who), {name: set[str]() for name in SECRETS}
    for path in addresses():
        answer = browser.get(path)
        assert answer.status_code < 500, path
        for name, secret in SECRETS.items():
            if secret.word in answer.text or any(secret.word in value for value in answer.headers.values()):
                found[name].add(path)
    return found


@pytest.mark.parametrize("who", [None, *cast.IDS])
def test_nobody_sees_what_is_not_theirs_to_see(city: World, who: str | None) -> None:
    found = seen_by(city, who)
    leaked = {name: paths for name, paths in found.items() if paths and who not in SECRETS[name].readers}
    assert leaked == {}
    for name, secret in SECRETS.items():
        if who in secret.readers and secret.is_seen and len(secret.readers) == 1:
            assert found[name], f"the crawler does not reach the page that shows {name} to {who}"


def test_no_mail_and_no_index_holds_them(city: World) -> None:
    """What leaves the building by another door: mails so far, and the index, which serves everybody."""
    mails = "\n".join(city.mails())
    assert [name for name, secret in SECRETS.items() if secret.word in mails and name != "mail address"] == []
    engine = store.engine_for(city.site)
    assert engine.search(parse_query("折り紙")).total == 1
    assert [name for name, secret in SECRETS.items() if engine.search(parse_query(secret.word)).total] == []
