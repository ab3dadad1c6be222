"""Posting against an INSERT-and-redirect floor with the same durability, interleaved: CPU time per post.

python -m benchmarks.posting
"""

import random
import sqlite3
import tempfile
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks import city
from benchmarks.pages import report
from benchmarks.serving import Server, free_port, uvicorn
from civic.accounts.tokens import token_hash
from civic.web import sessions

ROUNDS, POSTS = 7, 100
LETTERS = "あいうえおかきくけこさしすせそたちつてとなにのはひふまみもやゆよらりるれろわをん公園図書館道路学校子育水緑"
LIMIT_NAME = "one post"


def words(number: int) -> str:
    """A text of its own, of a post's usual length: texts alike would be held as copies, which is not measured here."""
    chance = random.Random(number)
    sentences = ["".join(chance.choices(LETTERS, k=chance.randint(18, 45))) + "です。" for _ in range(6)]
    return "".join(sentences[:3]) + "\n\n" + "".join(sentences[3:])


def form(number: int, csrf: str) -> bytes:
    """What a browser sends."""
    fields = {
        "csrf": csrf, "title": f"話題その{number}", "type": "opinion", "once": f"bench-{number:024d}",
        "body": words(number), "acknowledge": "1",
    }  # fmt: skip
    return urlencode(fields).encode()


def block(server: Server, path: str, writers: list[tuple[dict[str, str], str]], start: int) -> float:
    forms = [(writers[n % len(writers)][0], form(n, writers[n % len(writers)][1])) for n in range(start, start + POSTS)]
    server.connection.close()  # it idled while the other side was measured; the next request opens it anew
    before = server.cpu()
    for headers, body in forms:
        status, answer, said = server.ask("POST", path, headers, body)
        assert status == 303, (status, said[-2000:].decode())
        assert "sign-in" not in answer["location"]
    return (server.cpu() - before) / POSTS * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        site, (room,) = city.build(home, (20,))
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        writers = []
        for number in range(city.WRITERS):
            token = city.writer_token(number)
            cookie = {"Cookie": f"civic-session={token}"}
            writers.append((headers | cookie, sessions.csrf_token(site, token_hash(token))))
        with (
            uvicorn("civic.app:make_app", {"CIVIC_HOME": str(home), "CIVIC_ENV": "production"}, free_port()) as ours,
            uvicorn(
                "benchmarks.floor:posting",
                {"FLOOR_DATABASE": str(home / "floor.sqlite"), "CIVIC_HOME": str(home)},
                free_port(),
            ) as floor,
        ):
            found = []
            for round_ in range(ROUNDS):
                start = round_ * POSTS
                mine = block(ours, f"/rooms/{room}/posts", writers, start)
                its = block(floor, "/posts", writers, start)
                if round_:
                    found.append((mine, its))
            assert_published(home, ROUNDS * POSTS)
            ratio = median(a / b for a, b in found)
            report([(LIMIT_NAME, median(a for a, _ in found), median(b for _, b in found), ratio)])


def assert_published(home: Path, count: int) -> None:
    with sqlite3.connect(home / "sites" / "bench" / "civic.sqlite") as raw:
        published = raw.execute(
            "SELECT count(*) FROM post WHERE state = 'published' AND once LIKE 'bench-%'"
        ).fetchone()[0]
    raw.close()
    # A text made by chance may hold a listed word, and is then held.
    assert published >= 0.99 * count, (published, count)


if __name__ == "__main__":
    main()
