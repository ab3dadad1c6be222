"""Pictures: made anew without metadata; scripts, bombs and giants refused with a sentence; hidden with their entry."""

import io
import re
import struct
import zlib
from typing import Any

import pytest
from PIL import Image
from sqlmodel import col, select

from civic.errors import Refused
from civic.ledger import LedgerEntry
from civic.registry.pictures import SIDE, remake
from tests.registry.forms import apply, listed
from tests.world import World

PLACE = "SECRET-GPS-PLACE"


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 300), exif: bool = False) -> bytes:
    out = io.BytesIO()
    data: dict[str, Any] = {}
    if exif:
        tags = Image.Exif()
        tags[0x010E] = PLACE
        data["exif"] = tags
    Image.new("RGB", size, "green").save(out, kind, **data)
    return out.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """A PNG of a few bytes that claims to be 3.6 gigapixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def checked(world: World, entry: int, who: str = "registry_officer") -> Any:
    """The officer's yes to what waits."""
    browser = world.browser(who)
    seen = re.search(r'photo/check"[^>]*>.*?name="seen" value="(\d+)"', browser.get(f"/staff/registry/{entry}").text)
    return browser.post(f"/staff/registry/{entry}/photo/check", {"seen": seen[1] if seen else "0"})


def shown_size(world: World, entry: int, path: str = "photo.jpg", who: str | None = None) -> tuple[int, int] | None:
    answer = world.browser(who).get(f"/registry/{entry}/{path}")
    return Image.open(io.BytesIO(answer.content)).size if answer.status_code == 200 else None


def put(world: World, entry: int, data: bytes, name: str | None = "resident", alt: str = "折り鶴を持つ手") -> Any:
    file = {"file": ("photo.jpg", data, "image/jpeg")}
    return world.browser(name).post(f"/registry/{entry}/photo", {"alt": alt}, files=file)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_anew_without_metadata(world: World, kind: str) -> None:
    entry = listed(world)
    sent = picture(kind, (3000, 2000), exif=True)
    assert PLACE.encode() in sent
    assert put(world, entry, sent).status_code == 303
    checked(world, entry)
    answer = world.browser().get(f"/registry/{entry}/photo.jpg")
    assert answer.headers["content-type"] == "image/jpeg"
    assert PLACE.encode() not in answer.content
    made = Image.open(io.BytesIO(answer.content))
    assert (made.format, max(made.size), len(made.getexif())) == ("JPEG", SIDE, 0)
    assert 'alt="折り鶴を持つ手"' in world.browser().get(f"/registry/{entry}").text


@pytest.mark.parametrize(
    "data",
    [b"<script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"", b"GIF89a" + b"\0" * 50,
     picture()[:200], picture(size=(50, 50)), bomb()],
    ids=["script", "svg", "empty", "gif", "cut off", "too small", "bomb"],
)  # fmt: skip
def test_what_is_no_good_picture_is_refused_with_a_sentence(world: World, data: bytes) -> None:
    entry = listed(world)
    answer = put(world, entry, data)
    assert answer.status_code == 422
    assert "写真" in answer.text
    assert world.browser().get(f"/registry/{entry}/photo.jpg").status_code == 404


def test_fifty_megabytes_are_not_read(world: World) -> None:
    entry = listed(world)
    assert put(world, entry, b"\xff\xd8\xff" + b"\0" * 50 * 1024 * 1024).status_code == 413
    with pytest.raises(Refused, match="photo_too_big"):
        remake(b"\0" * (10 * 1024 * 1024 + 1))


def test_words_for_who_cannot_see_are_needed(world: World) -> None:
    assert put(world, listed(world), picture(), alt="").status_code == 422


def test_only_the_owner_puts_and_drops(world: World) -> None:
    entry = listed(world)
    assert put(world, entry, picture(), name="neighbour").status_code == 403
    put(world, entry, picture())
    checked(world, entry)
    assert world.browser("neighbour").post(f"/registry/{entry}/photo/drop").status_code == 403
    for _ in range(2):
        assert world.browser("resident").post(f"/registry/{entry}/photo/drop").status_code == 303
    assert world.browser().get(f"/registry/{entry}/photo.jpg").status_code == 404


def test_the_picture_is_hidden_with_its_entry(world: World) -> None:
    waiting = apply(world)
    put(world, waiting, picture())
    assert world.browser().get(f"/registry/{waiting}/photo.jpg").status_code == 404
    entry = listed(world)
    put(world, entry, picture())
    checked(world, entry)
    world.browser("resident").post(f"/registry/{entry}/withdraw")
    assert world.browser("neighbour").get(f"/registry/{entry}/photo.jpg").status_code == 404


def test_a_new_picture_waits_and_the_one_before_stays(world: World) -> None:
    entry = listed(world)
    put(world, entry, picture(size=(400, 300)))
    assert shown_size(world, entry) is None
    assert checked(world, entry).status_code == 303
    put(world, entry, picture(size=(200, 500)), alt="新しい折り鶴")
    assert shown_size(world, entry) == (400, 300)
    assert "新しい折り鶴" not in world.browser("neighbour").get(f"/registry/{entry}").text
    for who, size in ((None, None), ("neighbour", None), ("resident", (200, 500)), ("registry_officer", (200, 500))):
        assert shown_size(world, entry, "photo/waiting.jpg", who) == size, who
    world.drain()
    assert "新しい写真が、確認を待っています" in world.browser("registry_officer").get("/notices").text
    assert f"/staff/registry/{entry}" in world.browser("registry_officer").get("/staff/registry").text
    assert checked(world, entry).status_code == 303
    assert shown_size(world, entry) == (200, 500)
    assert checked(world, entry).status_code == 409
    with world.read() as db:
        acts = db.exec(select(LedgerEntry.verb).where(col(LedgerEntry.verb).like("registry.%photo"))).all()
    assert acts == ["registry.check_photo"] * 2


def test_a_refused_picture_is_erased_and_the_owner_reads_why(world: World) -> None:
    entry = listed(world)
    put(world, entry, picture(size=(400, 300)))
    checked(world, entry)
    put(world, entry, picture(size=(200, 500)))
    officer = world.browser("registry_officer")
    seen = re.search(
        r'photo/refuse".*?name="seen" value="(\d+)"', officer.get(f"/staff/registry/{entry}").text, re.DOTALL
    )
    assert seen
    no = {"seen": seen[1], "reason": "写っている人の了解が分かりません。"}
    assert officer.post(f"/staff/registry/{entry}/photo/refuse", no | {"reason": "だめ"}).status_code == 422
    assert officer.post(f"/staff/registry/{entry}/photo/refuse", no).status_code == 303
    assert officer.post(f"/staff/registry/{entry}/photo/refuse", no).status_code == 409
    assert shown_size(world, entry) == (400, 300)
    assert shown_size(world, entry, "photo/waiting.jpg", "resident") is None
    world.drain()
    assert "写っている人の了解が分かりません" in world.browser("resident").get("/notices").text


@pytest.mark.parametrize("verb", ["check", "refuse"])
@pytest.mark.parametrize("name", [None, "resident", "neighbour", "moderator", "auditor"])
def test_only_an_officer_decides_on_a_picture(world: World, verb: str, name: str | None) -> None:
    entry = listed(world)
    put(world, entry, picture())
    sent = {"seen": "3", "reason": "写っている人の了解が分かりません。"}
    answer = world.browser(name).post(f"/staff/registry/{entry}/photo/{verb}", sent)
    assert answer.status_code in (303, 403)
    assert answer.status_code == 403 or "/sign-in" in answer.headers["location"]
    assert shown_size(world, entry) is None


def test_the_officers_yes_to_an_entry_shows_its_picture(world: World) -> None:
    entry = apply(world)
    put(world, entry, picture())
    officer = world.browser("registry_officer")
    page = officer.get(f"/staff/registry/{entry}").text
    assert "登録すると、写真も登録のページに出ます" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    assert officer.post(f"/staff/registry/{entry}/register", {"seen": seen[1]}).status_code == 303
    assert shown_size(world, entry) == (400, 300)
