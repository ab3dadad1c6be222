"""From the first post to the last report, end to end over HTTP: nothing said is left without an answer (issue 6)."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlmodel import select

from civic.records.verify import verify
from civic.rooms.models import AnswerUnit, Post, Room
from tests import cast, make
from tests.journeys.person import Person
from tests.world import World

BENCH = "南側の広場に、背もたれのあるベンチを置いてください。"
LIGHT = "夜の照明が足りず、駅からの道が不安です。"
THANKS = "職員のみなさん、いつもありがとうございます。"
ITEM_BENCH = "南側の広場に、背もたれのあるベンチを置く。"
ITEM_LIGHT = "駅からの道の照明を明るくする。"
ANSWER = "ベンチを6基置きます。すべて背もたれのあるものにします。"


@dataclass
class Way:
    """Everybody who takes part, at their browsers, and what they made."""

    world: World
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Person:
        """Signed in anew: weeks go by on this way."""
        return Person(self.world.browser(None if name == "stranger" else name))

    def writes(self, name: str, words: str) -> None:
        answer = self[name].sends("/rooms/1/new", "/rooms/1/posts", title=words[:12], body=words, acknowledge="yes")
        assert answer.status_code == 303, answer.text
        with self.world.read() as db:
            self.posts[words] = db.exec(select(Post.id).where(Post.body == words)).one()


@pytest.mark.slow
def test_from_the_first_post_to_the_last_report(city: World) -> None:
    with city.write() as db:
        make.document(
            db,
            key="koen-soan",
            texts=("広場にベンチを3基置きます。", "広場にベンチを6基置きます。"),
            title="公園の素案",
        )
        make.document(db, key="yosan", texts=("公園施設費　240万円",), title="予算書")
        make.room(db, answer_unit=AnswerUnit.SUMMARY, closes_at=cast.NOW + timedelta(days=2))
    way = Way(city)
    people_write(way)
    the_facilitator_sums_up_and_the_manager_shows_it(way)
    an_author_says_that_it_is_not_what_they_said(way)
    it_is_submitted(way)
    the_section_answers(way)
    the_city_reports(way)
    every_step_leads_to_every_other(way)
    city.drain()
    with city.read() as db:
        assert list(verify(db, city.site.folder)) == []


def people_write(way: Way) -> None:
    way.writes("resident", BENCH)
    way.world.advance(hours=1)
    way.writes("neighbour", LIGHT)
    way.world.advance(hours=1)
    way.writes("neighbour", THANKS)
    way.world.advance(days=2)
    assert "とりまとめ中" in way["stranger"].sees("/rooms/1")


def the_facilitator_sums_up_and_the_manager_shows_it(way: Way) -> None:
    table = "/staff/rooms/1/summary"
    facilitator = way["facilitator"]
    first = {"post_id": [way.posts[BENCH]], "into": "new", "text": ITEM_BENCH, "kind": "proposal"}
    assert facilitator.sends(table, "/summary", **first).status_code == 303
    second = {"post_id": [way.posts[LIGHT]], "into": "new", "text": ITEM_LIGHT, "is_minority": "true"}
    assert facilitator.sends(table, "/summary", **second).status_code == 303
    early = way["room_manager"].sends("/staff/rooms/1/proposal", "/submit")
    assert early.status_code == 422
    assert f"{way.posts[THANKS]}番" in early.text
    outside = {"post_id": [way.posts[THANKS]], "into": "out", "reason": "お礼の言葉のため。"}
    assert facilitator.sends(table, "/summary", **outside).status_code == 303
    words = {"agreed": "ベンチを置くことは、おおむね一致しました。", "disputed": "照明の数は、意見が分かれました。"}
    assert facilitator.sends("/staff/rooms/1/proposal", "/proposal", **words).status_code == 303
    assert ITEM_BENCH not in way["stranger"].sees("/rooms/1")
    assert way["room_manager"].sends("/staff/rooms/1/proposal", "/show").status_code == 303
    assert ITEM_BENCH in way["stranger"].sees("/rooms/1")


def an_author_says_that_it_is_not_what_they_said(way: Way) -> None:
    path = f"/posts/{way.posts[LIGHT]}/objection"
    answer = way["neighbour"].sends(path, "/objection", text="足りないのは明るさでなく、数です。")
    assert answer.status_code == 303
    item = way["facilitator"].link("/staff/rooms/1/proposal", "項目を直す")
    changed = way["facilitator"].sends(item, "/edit", text="駅からの道の照明の数を増やす。")
    assert changed.status_code == 303
    done = way["facilitator"].sends("/staff/rooms/1/proposal", "/objections/1", answer="「数を増やす」と直しました。")
    assert done.status_code == 303
    assert "「数を増やす」と直しました。" in way["neighbour"].sees(path)


def it_is_submitted(way: Way) -> None:
    way.world.advance(days=8)
    assert way["facilitator"].sends("/staff/rooms/1/proposal", "/endorse").status_code == 303
    answer = way["room_manager"].sends("/staff/rooms/1/proposal", "/submit")
    assert answer.status_code == 303, answer.text
    page = way["stranger"].sees(answer.headers["location"])
    assert "照明の数を増やす" in page
    assert "受付番号" in page
    assert "市へ提出済み" in way["stranger"].sees("/rooms/1")
    assert "公園みどり課" in way["stranger"].sees("/answers")


def the_section_answers(way: Way) -> None:
    """The benches are taken up (A, with the words before and after); the lights are considered (C, with a date)."""
    taken_up = {
        "body": ANSWER, "category": "A", "evidence": "koen-soan#2", "before_text": "広場にベンチを3基置きます。",
        "after_text": "広場にベンチを6基置きます。",
    }  # fmt: skip
    considered = {
        "body": "照明は、来年度の点検のあとに数を決めます。", "category": "C", "ground": "点検の結果を公表します。",
        "next_on": "2027-06-30",
    }  # fmt: skip
    for number, text in ((1, taken_up), (2, considered)):
        draft = f"/responses/{number}/draft"
        assert BENCH in way["drafter"].sees("/responses/1/draft"), "the originals stand beside the draft"
        assert way["drafter"].sends(draft, "/draft", **text).status_code == 303
        assert way["drafter"].sends(draft, "/submit").status_code == 303
        answer = way["approver"].sends(f"/responses/{number}/approve", "/approve")
        assert answer.status_code == 303, answer.text
    assert way["room_manager"].sends("/staff/rooms/1/proposal", "/answered").status_code == 303
    assert "市が回答" in way["stranger"].sees("/rooms/1")


def the_city_reports(way: Way) -> None:
    form = {
        "horizon": "one_year", "state": "under_way", "text": "ベンチの予算が議会で決まりました。",
        "evidence": "koen-soan#2", "budget": "yosan#1", "next_report_on": "2027-05-01",
    }  # fmt: skip
    assert way["drafter"].sends("/answers/1/progress", "/progress", **form).status_code == 303
    assert way["room_manager"].sends("/staff/rooms/1/proposal", "/follow-up").status_code == 303
    assert "進み具合を報告中" in way["stranger"].sees("/rooms/1")
    end = {"state": "done", "text": "ベンチを6基置きました。", "next_report_on": ""}
    assert way["drafter"].sends("/answers/1/progress", "/progress", **end).status_code == 303
    assert way["room_manager"].sends("/staff/rooms/1/proposal", "/archive").status_code == 303
    with way.world.read() as db:
        assert db.get_one(Room, 1).state.value == "archived"


def every_step_leads_to_every_other(way: Way) -> None:
    """Opinion → item → answer → document → budget → report, and back from each."""
    stranger = way["stranger"]
    post = f"/posts/{way.posts[BENCH]}"
    assert stranger.link(post, "項目1") == "/items/1"
    assert stranger.link("/items/1", "この回答のページ") == "/answers/1"
    assert stranger.link("/answers/1", "項目1") == "/items/1"
    assert stranger.link("/answers/1", f"{way.posts[BENCH]}番") == post
    changes = stranger.sees(stranger.link("/answers/1", "この会議室で変わったこと"))
    places = (post, "/items/1", "/answers/1", "/documents/koen-soan/2", "/documents/yosan/1", "#follow-up")
    assert [place for place in places if place not in changes] == []
    for passage in ("/documents/koen-soan/2", "/documents/yosan/1"):
        assert "/answers/1" in stranger.sees(passage), passage
