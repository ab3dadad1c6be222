"""Every page of a room's whole way opens for whom it is meant."""

import pytest

from tests.responses import summing
from tests.world import World


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        (None, ("/answers", "/follow-ups", "/rooms/1/summary", "/rooms/1/changes", "/rooms/1/report",
                "/rooms/1/notice", "/rooms/1/proposals/1", "/items/1", "/answers?section=1")),
        ("resident", ("/posts/1/objection", "/rooms/1/survey")),
        ("facilitator", ("/staff/rooms/1/summary", "/staff/rooms/1/summary?show=all", "/staff/rooms/1/summary?show=out",
                         "/staff/rooms/1/summary?show=1&mark=group", "/items/1/edit", "/staff/rooms/1/proposal",
                         "/posts/1/marks")),
        ("drafter", ("/staff/answers", "/staff/answers?show=mine", "/responses/1/draft", "/responses/1/transfer",
                     "/staff/office")),
        ("room_manager", ("/staff/rooms/1/proposal", "/staff/rooms/1/assign")),
    ],
)  # fmt: skip
def test_it_opens(world: World, who: str | None, paths: tuple[str, ...]) -> None:
    summing.submitted(world)
    browser = world.browser(who)
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == 200, (path, answer.text[-300:])
        assert answer.text.count("<h1") == 1, path
