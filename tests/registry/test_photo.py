"""Pictures: made anew without metadata; scripts, bombs and giants refused with a sentence; hidden with their entry."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from civic.errors import Refused
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


def put(world: World, entry: int, data: bytes, name: str | None = "resident", alt: str = "折り鶴を持つ手") -> Any:
    file = {"file": ("photo.jpg", data, "image/jpeg")}
    return world.browser(name).post(f"/registry/{entry}/photo", {"alt": alt}, files=file)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_anew_without_metadata(world: World, kind: str) -> None:
    entry = listed(world)
    sent = picture(kind, (3000, 2000), exif=True)
    assert PLACE.encode() in sent
    assert put(world, entry, sent).status_code == 303
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
    world.browser("resident").post(f"/registry/{entry}/withdraw")
    assert world.browser("neighbour").get(f"/registry/{entry}/photo.jpg").status_code == 404
