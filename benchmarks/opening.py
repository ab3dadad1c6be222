"""Opening one speech of a very long session: CPU of the server per page, against the same page of a short session.

python -m benchmarks.opening
"""

import statistics
import tempfile
from datetime import date
from pathlib import Path

from sqlmodel import Session, select

from benchmarks.city import build
from benchmarks.serving import Server, free_port, uvicorn
from civic.library.models import DocumentKind, Unit
from civic.sites import Sites
from tests import make

SPEECHES = 10_000
WORDS = "本市の公園の管理について伺います。遊具の点検は年に何回行っているのか、また費用はいくらか。"
ROUNDS, ASKED = 8, 50


def fill(home: Path) -> None:
    """Two sessions: ten thousand speeches in threads of five, and ten."""
    opened = Sites(home)
    site = opened.get("bench")
    with Session(opened.engines(site)[1]) as db, db.begin():
        for key, count in (("long", SPEECHES), ("short", 10)):
            made = make.document(
                db, key, tuple(WORDS for _ in range(count)), kind=DocumentKind.MINUTES, title=f"定例会（{key}）",
                body="計測市議会", dated_on=date(2025, 3, 14),
            )  # fmt: skip
            for unit in db.exec(select(Unit).where(Unit.document_id == made.id)):
                unit.level, unit.thread = "speech", unit.seq // 5 + 1
                unit.stance = "answer" if unit.seq % 2 else "question"
                unit.speaker = unit.speaker_name = f"見本{unit.seq % 30}"
                db.add(unit)
    opened.close()


def measured(server: Server, path: str, most: int) -> float:
    """Milliseconds of CPU for a page; speeches from all over the session, each asked for once."""
    rounds = []
    for turn in range(ROUNDS + 1):
        started = server.cpu()
        for step in range(ASKED):
            number = (turn * 997 + step * 131) % most + 1
            status, _headers, _body = server.ask("GET", path.format(n=number))
            assert status == 200, status
        rounds.append((server.cpu() - started) / ASKED * 1000)
    return statistics.median(rounds[1:])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        build(home, ())
        fill(home)
        env = {"CIVIC_HOME": str(home), "CIVIC_ENV": "production"}
        with uvicorn("civic.app:make_app", env, free_port()) as server:
            print(f"a speech of {SPEECHES:,}: {measured(server, '/documents/long/{n}', SPEECHES):.1f} ms")
            print(f"a speech of 10: {measured(server, '/documents/short/{n}', 10):.1f} ms")
            print(
                f"a page of the reading view of {SPEECHES:,}: {measured(server, '/documents/long?at={n}', SPEECHES):.1f} ms"
            )


if __name__ == "__main__":
    main()
