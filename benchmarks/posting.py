"""Posting against an INSERT-and-redirect floor with the same durability, interleaved: CPU time per post.

python -m benchmarks.posting
"""

import tempfile
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks import city
from benchmarks.pages import report
from benchmarks.serving import Server, free_port, uvicorn
from civic.accounts.tokens import token_hash
from civic.web import sessions

ROUNDS, POSTS = 7, 40
LIMIT_NAME = "one post"


def form(number: int, csrf: str) -> bytes:
    """What a browser sends; each text differs, as people's do."""
    fields = {
        "csrf": csrf, "title": f"話題その{number}", "type": "opinion", "once": f"bench-{number}-{number:024d}",
        "body": city.BODY.format(n=number) + "".join(chr(0x4E00 + (number * 37 + i * 101) % 2000) for i in range(60)),
        "acknowledge": "1", "confirm_warning": "1",
    }  # fmt: skip
    return urlencode(fields).encode()


def block(server: Server, path: str, headers: dict[str, str], start: int, csrf: str) -> float:
    before = server.cpu()
    for number in range(start, start + POSTS):
        status, answer, body = server.ask("POST", path, headers, form(number, csrf))
        assert status == 303, (status, body[-2000:].decode())
        assert "sign-in" not in answer["location"]
    return (server.cpu() - before) / POSTS * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        site, (room,) = city.build(home, (20,))
        csrf = sessions.csrf_token(site, token_hash(city.TOKEN))
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        signed_in = {**headers, "Cookie": f"civic-session={city.TOKEN}"}
        with (
            uvicorn("civic.app:make_app", {"CIVIC_HOME": str(home), "CIVIC_ENV": "production"}, free_port()) as ours,
            uvicorn("benchmarks.floor:posting", {"FLOOR_DATABASE": str(home / "floor.sqlite")}, free_port()) as floor,
        ):
            found = []
            for round_ in range(ROUNDS):
                start = round_ * POSTS
                mine = block(ours, f"/rooms/{room}/posts", signed_in, start, csrf)
                its = block(floor, "/posts", headers, start, csrf)
                if round_:
                    found.append((mine, its))
            ratio = median(a / b for a, b in found)
            report([(LIMIT_NAME, median(a for a, _ in found), median(b for _, b in found), ratio)])


if __name__ == "__main__":
    main()
