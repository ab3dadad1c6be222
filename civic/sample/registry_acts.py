"""The sample city's register at work: two calls for people, two visiting talks, one introduction on its way."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from civic.db import Db
from civic.registry.actions import introducing, lectures, opportunities
from civic.registry.fields import NOTICE_VERSION
from civic.registry.forms import Decide, RequestIntroduction
from civic.registry.models import Entry
from civic.registry.opportunity_forms import DraftOpportunity, OfferLecture
from civic.sample.story import Event, Story, at

OFFICER, DRAFTER = "registry_officer", "drafter"


def events(story: Story, made: Mapping[str, int]) -> Iterator[Event]:
    yield Event(story.moment(12, "10:00"), partial(offer, story))
    yield Event(story.moment(9, "10:30"), partial(call, story))
    yield Event(story.moment(4, "20:10"), partial(introduce, story, made))


def offer(story: Story, db: Db, now: datetime) -> None:
    actor, section = story.actor(db, DRAFTER, now), story.sections["toshi-midori"]
    for title, text, minutes, audience in (
        ("公園の木の見分け方", "葉と樹皮だけで、みほん中央公園の木を十種類見分けます。雨の日は押し葉を持って行きます。", 60, "小学生から"),
        ("自分たちの公園を手入れする", "花壇とベンチの手入れのしかた、道具の貸し出し、けがをしないこつをお話しします。", 90, "町会・自治会など"),
    ):  # fmt: skip
        form = OfferLecture(section_id=section, title=title, text=text, minutes=minutes, audience=audience)
        lectures.offer_lecture(db, actor, form, now)


def call(story: Story, db: Db, now: datetime) -> None:
    actor, section = story.actor(db, DRAFTER, now), story.sections["toshi-midori"]
    for number, (kind, title, text, fields, roles, days) in enumerate((
        ("volunteer", "落ち葉のプールづくり", "みほん中央公園の落ち葉を集めて、子どもが飛びこめるプールを作ります。集める人と、見守る人をさがしています。",
         ["環境の保全", "子どもの健全育成"], "集める人 10人 清掃\n見守る人 3人", 20),
        ("course", "自然観察会の講師", "公園の虫と草を、親子に教えてくれる方をさがしています。", ["環境の保全", "社会教育"],
         "講師 1人 自然観察\n手伝い 2人", 34),
    ), start=1):  # fmt: skip
        day = story.day(days)
        form = DraftOpportunity.model_validate({
            "kind": kind, "section_id": section, "title": title, "text": text, "fields": fields, "areas": "中央",
            "place": "みほん中央公園", "fee": "無償（保険は市が掛けます）", "starts_at": at(day, "10:00"), "ends_at": at(day, "12:00"),
            "deadline_on": day - timedelta(days=7), "roles": roles, "once": f"sample-call-{number}",
        })  # fmt: skip
        made = opportunities.draft_opportunity(db, actor, form, now)
        opportunities.open_opportunity(db, actor, made, Decide(seen=made.rev), now)


def introduce(story: Story, made: Mapping[str, int], db: Db, now: datetime) -> None:
    """A resident asks for the river cleaners; the officer has passed it on, and the answer is awaited."""
    entry = db.get_one(Entry, made["reg-18"])
    form = RequestIntroduction(
        purpose="子ども会の十五人に、川のごみの調べ方を教えてほしいです。", wanted="来月の日曜の午前", place="みほん川の河川敷",
        contact="resident@mihon.example", consent="yes", notice_version=NOTICE_VERSION, once="sample-introduction",
    )  # fmt: skip
    one = introducing.request_introduction(db, story.actor(db, "resident", now), entry, form, now)
    officer = story.actor(db, OFFICER, now)
    introducing.ask_owner(db, officer, one, Decide(seen=one.rev), now)
