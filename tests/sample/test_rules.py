"""The sample city's posts and answers under the default rules: what is held is what the story says, nothing else."""

from datetime import UTC, datetime, timedelta

from civic.text.drafts import draft_of
from civic.text.normalise import normalise
from moderation.facts import Author, Previous, RoomPolicy, Surroundings
from moderation.policy import Policy, default_policy_data
from moderation.verdict import judge
from tests.sample.sample_files import by_key, city, minutes_before, rows

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def fold(text: str) -> str:
    return normalise(text).text


def policy() -> Policy:
    return Policy.parse(default_policy_data(), city=city()["settings"]["city.facts"], fold=fold)


def test_exactly_the_posts_of_the_story_are_held() -> None:
    rules, rooms, people = policy(), by_key("rooms"), by_key("people")
    held, written = set(), dict[str, list[tuple[int, str, str]]]()
    for post in sorted(rows("posts"), key=minutes_before, reverse=True):
        before, now = written.setdefault(post["room"], []), minutes_before(post)
        room = rooms[post["room"]]
        around = Surroundings(
            author=Author(
                id=post["author"],
                posts_before=sum(author == post["author"] for earlier in written.values() for _, _, author in earlier),
                is_staff=people[post["author"]]["section"] is not None,
            ),
            room=RoomPolicy(slow_mode_minutes=room["slow_mode_minutes"], per_day_limit=room["per_day_limit"]),
            previous=tuple(Previous(at - now, text, author == post["author"]) for at, text, author in before),
        )
        verdict = judge(draft_of(post["body"]), rules, around, MIDNIGHT - timedelta(minutes=now)).verdict
        assert verdict in ("publish", "hold"), post["key"]
        if verdict == "hold":
            held.add(post["key"])
        before.append((now, fold(post["body"]), post["author"]))
    assert held == {act["post"] for act in rows("acts") if act["act"] == "hold"}


def test_revisions_and_answers_break_no_rule() -> None:
    rules = policy()
    alone = Surroundings(Author(id="someone", posts_before=9), RoomPolicy())
    texts = [revision["body"] for post in rows("posts") for revision in post["revisions"]]
    texts += [answer["text"] for answer in rows("answers")]
    for text in texts:
        assert judge(draft_of(text), rules, alone, MIDNIGHT).verdict == "publish", text
