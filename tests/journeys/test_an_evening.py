"""One evening in the life of a city, end to end over HTTP, the same on SQLite and on PostgreSQL (issue 2)."""

import re
from dataclasses import dataclass

import pytest
from sqlmodel import SQLModel, select

from civic.accounts.queries import grants_of
from civic.library import actions as library
from civic.library.models import DocumentKind, DocumentVersion
from civic.permissions import Actor
from civic.records.verify import verify
from civic.rooms.models import Citation, Post, PostState, RefusedAttempt
from civic.sample.story import FOLDER
from tests import cast, make
from tests.journeys.person import Person
from tests.world import World

FILES = (
    ("plan/chuo-koen-soan.jsonl", DocumentKind.PLAN),
    ("ordinances/koen-jorei.xml", DocumentKind.ORDINANCE),
    ("minutes/r08-0305-honkaigi.jsonl", DocumentKind.MINUTES),
)
WORDS = "樹木の調査票を、木のそばでも読めるようにしてください。"
REPLY = "賛成です。札に番号があれば、子どもとも話せます。"
# Typed as people type it, full-width; nobody has a number that goes on with 0 after 090.
NUMBER = "０９０−０１２３−４５６７"
INSULT = "こんな案を考えた人は消えろ。"
REASON = "案を考えた人を侮辱する言葉です。案への批判として書き直してください。"
ANSWER = "樹木の調査票を、番号の札と一緒に木のそばに掲げます。"


@dataclass
class Evening:
    """The people of the evening at their browsers."""

    world: World

    def __post_init__(self) -> None:
        names = ("resident", "neighbour", "moderator", "drafter", "approver")
        self.stranger = Person(self.world.browser())
        self.resident, self.neighbour, self.moderator, self.drafter, self.approver = (
            Person(self.world.browser(name)) for name in names
        )

    def post(self, words: str) -> Post:
        with self.world.read() as db:
            return db.exec(select(Post).where(Post.body == words)).one()


def actor(world: World, name: str) -> Actor:
    with world.read() as db:
        return Actor(cast.IDS[name], name, grants_of(db, cast.IDS[name], world.now))


def bring_in_documents(world: World) -> None:
    """Plan, ordinance and minutes, brought in by the drafter and published by the approver."""
    for path, kind in FILES:
        engines = world.sites.engines(world.site)
        report = library.import_path(engines, world.site, FOLDER / "files" / path, kind, cast.IDS["drafter"])
        assert not report.has_failed
        with world.write() as db:
            for version_id in report.version_ids:
                version = db.get_one(DocumentVersion, version_id)
                library.publish_version(db, actor(world, "approver"), version, world.now)
    with world.write() as db:
        make.room(db)
    world.drain()


@pytest.mark.slow
def test_an_evening(city: World, capfd: pytest.CaptureFixture[str]) -> None:
    bring_in_documents(city)
    evening = Evening(city)
    first = a_resident_finds_a_passage_and_writes(evening)
    a_neighbour_answers(evening, first)
    a_telephone_number_is_refused_and_kept_nowhere(evening, first, capfd)
    held = an_insult_is_held(evening, first)
    a_moderator_decides_and_the_author_is_told(evening, held)
    the_city_answers_by_two_people(evening, first)
    city.drain()
    everyone_concerned_is_told(evening, first)
    all_of_it_is_found(evening, first)
    with city.read() as db:
        assert list(verify(db, city.site.folder)) == []


def a_resident_finds_a_passage_and_writes(evening: Evening) -> int:
    """From a stranger's search over the passage and 「この部分について話す」 to the thread, the passage still cited."""
    passage = evening.stranger.link("/search?q=樹木 412本", "みほん中央公園再整備基本計画（素案）")
    assert re.fullmatch(r"/documents/mihon-chuo-koen-soan/\d+", passage.partition("?")[0])
    discuss = evening.stranger.link(passage, "この部分について話す")
    form = evening.stranger.link(discuss, "中央公園の使い方を考える")
    answer = evening.resident.sends(form, "/rooms/1/posts", title="樹木の調査票", body=WORDS, acknowledge="yes")
    assert answer.status_code == 303
    post = evening.post(WORDS)
    with evening.world.read() as db:
        assert len(db.exec(select(Citation).where(Citation.post_id == post.id)).all()) == 1
    seen = evening.stranger.sees(f"/posts/{post.id}")
    assert WORDS in seen
    assert "みほん中央公園再整備基本計画（素案）" in seen
    return post.id


def a_neighbour_answers(evening: Evening, first: int) -> None:
    answer = evening.neighbour.sends(f"/posts/{first}/reply", "/rooms/1/posts", body=REPLY, acknowledge="yes")
    assert answer.status_code == 303
    assert evening.post(REPLY).parent_id == first
    assert REPLY in evening.stranger.sees("/rooms/1")


def a_telephone_number_is_refused_and_kept_nowhere(
    evening: Evening, first: int, capfd: pytest.CaptureFixture[str]
) -> None:
    words = f"くわしくは {NUMBER} に電話してください。"
    answer = evening.neighbour.sends(f"/posts/{first}/reply", "/rooms/1/posts", body=words)
    assert answer.status_code == 422
    assert "第11条" in answer.text
    assert words in answer.text
    evening.world.drain()
    traces = (NUMBER, NUMBER[-4:], "0123-4567", "01234567")
    with evening.world.read() as db:
        assert db.exec(select(RefusedAttempt.codes)).one() == ["personal_data.phone"]
        for table in SQLModel.metadata.sorted_tables:
            for row in db.execute(table.select()):
                assert not [trace for trace in traces if trace in str(tuple(row))], table.name
    logged = "".join(capfd.readouterr())
    assert not [trace for trace in traces if trace in logged]
    assert not [trace for trace in traces if trace in "".join(evening.world.mails())]


def an_insult_is_held(evening: Evening, first: int) -> int:
    answer = evening.neighbour.sends(f"/posts/{first}/reply", "/rooms/1/posts", body=INSULT)
    assert answer.status_code == 303
    post = evening.post(INSULT)
    assert post.state is PostState.HELD
    assert INSULT not in evening.stranger.sees("/rooms/1")
    assert INSULT in evening.neighbour.sees("/rooms/1")
    assert INSULT in evening.moderator.sees("/desk")
    return post.id


def a_moderator_decides_and_the_author_is_told(evening: Evening, held: int) -> None:
    desk = f"/desk/{held}"
    assert evening.moderator.sends(desk, f"/posts/{held}/reject", article="4", reason="だめ").status_code == 422
    assert evening.moderator.sends(desk, f"/posts/{held}/reject", article="4", reason=REASON).status_code == 303
    assert evening.post(INSULT).state is PostState.REJECTED
    evening.world.drain()
    assert "第4条" in evening.neighbour.sees("/notices")
    mail = [one for one in evening.world.mails() if "neighbour@mihon.example" in one and "/acts/1" in one]
    assert len(mail) == 1
    assert INSULT not in mail[0]
    assert REASON in evening.neighbour.sees("/acts/1")
    log = evening.stranger.sees("/log")
    assert "第4条" in log
    assert "neighbour" not in log
    assert INSULT not in log


def the_city_answers_by_two_people(evening: Evening, first: int) -> None:
    answer = evening.drafter.sends(f"/posts/{first}/assign", f"/posts/{first}/assign")
    assert answer.status_code == 303
    draft = answer.headers["location"]
    assert "公園みどり課" in evening.stranger.sees("/answers")
    ground = "次の会議までに掲げ、この会議室でお知らせします。"
    answer = evening.drafter.sends(
        draft,
        "/draft",
        body=ANSWER,
        category="C",
        ground=ground,
        next_on="2027-03-01",
        evidence="mihon-chuo-koen-soan#4",
    )
    assert answer.status_code == 303
    assert ANSWER not in evening.stranger.sees("/rooms/1")
    assert evening.drafter.sends(draft, "/submit").status_code == 303
    approval = draft.replace("/draft", "/approve")
    assert evening.drafter.browser.post(approval, {"seen": "what the drafter read"}).status_code == 403
    assert evening.approver.sends(approval, "/approve").status_code == 303
    page = evening.stranger.sees("/rooms/1")
    assert ANSWER in page
    assert page.index(WORDS) < page.index(ANSWER)
    assert "市の回答" in page


def everyone_concerned_is_told(evening: Evening, first: int) -> None:
    """Both who wrote in the thread hear of the answer, with its words; nobody else does. Stopped words are in no mail."""
    for person in (evening.resident, evening.neighbour):
        assert "回答" in person.sees("/notices")
    mails = [one for one in evening.world.mails() if "回答" in one and f"/posts/{first}" in one]
    told = {re.findall(r"To: (\S+)", one)[0] for one in mails}
    assert {"resident@mihon.example", "neighbour@mihon.example"} <= told
    assert all(ANSWER in one for one in mails)
    assert not any(WORDS in one for one in evening.world.mails())


def all_of_it_is_found(evening: Evening, first: int) -> None:
    page = evening.stranger.sees("/search?q=樹木")
    for kind in ("計画", "条例・規則", "会議録", "書き込み", "市の回答"):
        assert kind in page, kind
    targets = re.findall(r'class="result__title"><a href="([^"]+)"', page)
    assert any(target.startswith(f"/posts/{first}") for target in targets)
    for start in ("/answers/1", "/documents/mihon-koen-jorei/", "/documents/mihon-r08-0305-honkaigi/"):
        assert any(target.startswith(start) for target in targets), start
    assert not re.findall(r'result__title"><a', evening.stranger.sees("/search?q=消えろ"))
