"""The public log: every act, no persons, no texts."""

from tests.review import cases
from tests.world import World


def test_it_shows_article_day_and_room_but_nobody(world: World) -> None:
    post_id = cases.thread(world)[1]
    world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    log = world.browser().get("/log")
    assert log.status_code == 200
    for part in ("第1号", "非表示", "第10条", "中央公園の使い方を考える", "2026年11月24日"):
        assert part in log.text
    for part in ("residentさん", "moderatorさん", "ここだけの文です。", cases.REASON, "遊具について"):
        assert part not in log.text


def test_an_empty_log_says_so(world: World) -> None:
    assert "まだ対応の記録はありません" in world.browser().get("/log").text


def test_pages_go_on_by_number(world: World) -> None:
    from civic.review.models import Act, ActKind

    post_id = cases.thread(world)[1]
    with world.write() as db:
        for _ in range(53):
            db.add(
                Act(
                    post_id=post_id, kind=ActKind.HIDE, article=4, rule_version=1, reason="r", salt="s", digest="d",
                    decided_by=5, decided_at=world.now, state_before="published", state_after="hidden",
                )
            )  # fmt: skip
    first = world.browser().get("/log").text
    assert "before=4" in first
    assert "第53号" in first
    assert "第3号<" not in first
    second = world.browser().get("/log?before=4").text
    assert "第3号" in second
    assert "第4号<" not in second
    assert world.browser().get("/log?before=たくさん").status_code == 200


def test_an_act_nobody_took(world: World) -> None:
    assert world.browser().get("/acts/1").status_code == 404
    assert world.browser().get(f"/acts/{10**25}").status_code == 404
