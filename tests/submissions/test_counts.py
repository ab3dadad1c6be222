"""提出件数 is the sum of the numbers in the table, whatever was sent and wherever it was placed."""

import random

import pytest

from civic.submissions import queries
from tests.submissions import commenting
from tests.world import World

WORDINGS = (
    "木陰を増やしてください。夏は暑くて歩けません。", "木陰を増やしてください。夏は暑くて歩けません！", "駐車場を狭くしないでください。",
    "図書館の夜間開館をお願いします。", "案に賛成です。早く進めてください。",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_invariant_14_what_was_sent_is_what_was_counted(world: World, seed: int) -> None:
    chance = random.Random(seed)
    room_id = commenting.comment_room(world)
    sent = [chance.choice(WORDINGS) for _ in range(9)]
    for number, body in enumerate(sent):
        assert commenting.send(world, room_id, number, body=body).status_code == 200
    typed = world.browser("drafter").post(f"/staff/rooms/{room_id}/submissions/new", commenting.entered())
    assert typed.status_code == 303
    commenting.close(world)
    texts = commenting.texts(world)
    assert sum(one.count for one in texts) == len(commenting.submissions(world)) == 10
    chance.shuffle(texts)
    for place, text in enumerate(texts):
        # One is left to the end: nothing is handed in without it.
        if place == len(texts) - 1:
            refused = commenting.hand_in(world, room_id)
            assert refused.status_code == 422
        where = chance.choice(("new", "out", "old"))
        known = [str(one.id) for one in commenting.opinions(world)]
        into = {"new": "new", "out": "out", "old": chance.choice(known) if known else "new"}[where]
        form = {
            "into": into,
            "with_alike": "",
            "reason": "案と関係がないため、表に入れません。" if into == "out" else "",
        }
        assert commenting.place(world, room_id, [text.id], **form).status_code == 303
    with world.read() as db:
        table = queries.result_table(db, commenting.room_of(world, room_id))
    counted = sum(row.count for row in table.rows) + sum(count for _reason, count in table.outside)
    assert counted == table.submissions == 10
