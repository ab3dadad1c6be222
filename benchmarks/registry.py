"""A register of 5,000 entries: how long the list takes to be searched, narrowed and shown (`python -m benchmarks.registry`)."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from sqlmodel import Session

from civic import sites as site_module
from civic.registry import queries
from civic.registry.fields import ACTIVITIES
from civic.registry.models import Entry, EntryKind
from civic.registry.queries import Filters
from civic.registry.states import EntryState
from civic.sites import Sites
from civic.text.normalise import normalise_text
from tests import cast

ENTRIES, RUNS = 5000, 20
NOW = datetime(2026, 11, 24, tzinfo=UTC)
NAMES = ("渡邊", "渡辺", "斎藤", "髙橋", "山﨑", "見本", "青葉", "川端")
THINGS = ("折り紙", "囲碁", "太鼓", "理科の実験", "手話", "防災訓練", "パン作り", "自転車の修理")
AREAS = ("中央", "汐見", "東原", "青葉ヶ丘", "市内全域")


def made(number: int) -> Entry:
    name, thing = NAMES[number % 8] + str(number), THINGS[number // 8 % 8]
    row = Entry(
        kind=list(EntryKind)[number % 3], state=EntryState.REGISTERED, display_name=f"{name}の{thing}", kana="みほん",
        fields=[ACTIVITIES[number % 20]], skills=thing, introduction=f"{thing}を{number}年つづけています。" * 8,
        areas=AREAS[number % 5], days="土・日の午前", notice_version=1, consent_at=NOW, once=f"bench-{number}",
    )  # fmt: skip
    row.folded = "\n".join(normalise_text(t) for t in (row.display_name, row.kana, row.skills, row.introduction))
    return row


def milliseconds(work: Callable[[], object]) -> float:
    started = process_time()
    for _ in range(RUNS):
        work()
    return (process_time() - started) / RUNS * 1000


def main() -> None:
    """CPU milliseconds of one page of the list with its total, mean of 20."""
    home = Path(tempfile.mkdtemp(prefix="civic-registry-"))
    site = site_module.add(home, "mihon", "みほん市", "999999", "https://mihon.example")
    sites = Sites(home)
    with Session(sites.engines(site)[1]) as db, db.begin():
        cast.fill(db)
        db.add_all(made(number) for number in range(ENTRIES))
    today = NOW.date()
    asked = {
        "all": Filters(), "words 渡辺 折り紙": Filters(words="渡辺 折り紙"), "nothing found": Filters(words="琵琶"),
        "field": Filters(field=ACTIVITIES[3]), "area, day": Filters(area="汐見", day="土"),
    }  # fmt: skip
    with Session(sites.engines(site)[0]) as db:
        for name, filters in asked.items():
            count = queries.total(db, filters, today)
            spent = milliseconds(lambda f=filters: (queries.entries(db, f, today), queries.total(db, f, today)))
            print(f"{name:<22} {count:>5} found  {spent:6.1f} ms")
        print(
            f"{'directory, 5,000':<22} {ENTRIES:>5} shown  {milliseconds(lambda: queries.directory(db, today)):6.1f} ms"
        )
    sites.close()


if __name__ == "__main__":
    main()
