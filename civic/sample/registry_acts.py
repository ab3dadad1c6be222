"""The sample city's register at work: two calls for people, two visiting talks, one introduction on its way, a group with
members and words in other languages."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from civic import clock
from civic.db import Db
from civic.registry.actions import groups, introducing, lectures, opportunities, translations, upkeep
from civic.registry.fields import NOTICE_VERSION
from civic.registry.forms import Decide, RequestIntroduction
from civic.registry.group_forms import AnswerInvitation, InviteMember
from civic.registry.models import Entry
from civic.registry.opportunity_forms import DraftOpportunity, OfferLecture
from civic.registry.queries import groups as reads
from civic.registry.states import MemberRole
from civic.registry.upkeep_forms import NoteOutdated, PutTranslation
from civic.sample.story import Event, Story, at

OFFICER, DRAFTER = "registry_officer", "drafter"


def events(story: Story, made: Mapping[str, int]) -> Iterator[Event]:
    yield Event(story.moment(12, "10:00"), partial(offer, story))
    yield Event(story.moment(9, "10:30"), partial(call, story))
    yield Event(story.moment(6, "19:20"), partial(gather, story, made))
    yield Event(story.moment(4, "20:10"), partial(introduce, story, made))
    yield Event(story.moment(3, "21:00"), partial(translate, story, made))
    yield Event(story.moment(2, "18:40"), partial(note, story, made))


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


def gather(story: Story, made: Mapping[str, int], db: Db, now: datetime) -> None:
    """The park's flower group: a treasurer who writes in its name, a deputy, and one invitation that waits."""
    entry = db.get_one(Entry, made["reg-10"])
    group = reads.group_of(db, entry, clock.today(now))
    sanpo = story.actor(db, "sanpo", now)
    until = date(clock.fiscal_year(clock.today(now)) + 1, 3, 31)
    for who, role, position, says in (
        ("futago", MemberRole.WRITER, "会計", "yes"), ("engineer", MemberRole.DEPUTY, "副会長", "yes"),
        ("tori", MemberRole.MEMBER, "", ""),
    ):  # fmt: skip
        actor = story.actor(db, who, now)
        form = InviteMember(
            handle=actor.display_name, role=role, position=position, ends_on=until if position else None
        )
        member = groups.invite_member(db, sanpo, group, form, now)
        if says:
            answer = AnswerInvitation(answer="yes", is_shown=True, seen=member.rev)
            groups.answer_invitation(db, actor, group, member, answer, now)


def translate(story: Story, made: Mapping[str, int], db: Db, now: datetime) -> None:
    """English, which the officer has read, and plain Japanese, which waits for that."""
    entry, owner = db.get_one(Entry, made["reg-10"]), story.actor(db, "sanpo", now)
    form = PutTranslation(
        language="en", display_name="Mihon Central Park Flowers and Trees", skills="Flower beds, planting, watering",
        introduction="We look after the flower beds of the park every Saturday morning. Come as you are; we lend tools.",
    )  # fmt: skip
    one = translations.put_translation(db, owner, entry, form, now)
    officer = story.actor(db, OFFICER, now)
    translations.check_translation(db, officer, entry, one, Decide(seen=one.rev), now)
    plain = PutTranslation(
        language="ja-easy", display_name="花と木の会",
        introduction="公園の 花と木を せわする グループです。土曜日の 朝に あつまります。道具は かします。",
    )  # fmt: skip
    translations.put_translation(db, owner, entry, plain, now)


def note(story: Story, made: Mapping[str, int], db: Db, now: datetime) -> None:
    """A reader noticed that the hours have changed; the officer has not seen to it yet."""
    entry = db.get_one(Entry, made["reg-10"])
    form = NoteOutdated(text="土曜の集まりは、11月から9時半に変わったと掲示にありました。", once="sample-note-1")
    upkeep.note_outdated(db, story.actor(db, "goma", now), entry, form, now)
