"""Pages say in schema.org's words what they are, and which address is theirs."""

import json
import re
from typing import Any

from tests import make
from tests.responses.answering import published
from tests.world import World

LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')


def described(world: World, path: str) -> tuple[dict[str, Any], str]:
    answer = world.browser().get(path)
    assert answer.status_code == 200, path
    (facts,) = LD.findall(answer.text)
    (address,) = CANONICAL.findall(answer.text)
    found: dict[str, Any] = json.loads(facts)
    assert found["@context"] == "https://schema.org"
    assert found["url"] == address
    return found, address.removeprefix(world.site.address(""))


def test_a_document_and_its_passages(world: World) -> None:
    with world.write() as db:
        make.document(db, "jorei-1", ("</script><script>alert(1)</script>",), kind="ordinance", number="条例第5号")
    law, address = described(world, "/documents/jorei-1?page=1")
    assert (law["@type"], law["legislationIdentifier"], address) == ("Legislation", "条例第5号", "/documents/jorei-1")
    passage, address = described(world, "/documents/jorei-1/1")
    assert (passage["isPartOf"]["name"], address) == ("総合計画", "/documents/jorei-1/1")
    assert "alert(1)" in passage["text"]


def test_a_room_a_thread_and_an_answer(world: World) -> None:
    post_id, response_id = published(world)
    room, _address = described(world, "/rooms/1")
    assert (room["@type"], "startDate" in room) == ("Event", True)
    assert described(world, f"/threads/{post_id}")[0]["@type"] == "DiscussionForumPosting"
    answer, address = described(world, f"/answers/{response_id}")
    assert answer["mainEntity"]["acceptedAnswer"]["text"].startswith("遊具は来年度に")
    assert address == f"/answers/{response_id}"


def test_the_catalogue_of_the_open_data_names_every_file(world: World) -> None:
    found, _address = described(world, "/open-data")
    files = [file["contentUrl"] for one in found["dataset"] for file in one["distribution"]]
    assert len(files) == len(set(files)) == 3 * len(found["dataset"])
    base = world.site.address("")
    assert {world.browser().get(file.removeprefix(base)).status_code for file in files[:6]} == {200}
