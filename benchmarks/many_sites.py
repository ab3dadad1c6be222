"""Twenty-six cities searched together: what one page of `/search/cities` costs.

    python -m benchmarks.many_sites

Each city has four hundred passages on its own Whoosh index (`auto` at this size) and takes part. The application is asked
over ASGI in this process; CPU of all its threads and the wall clock, each query five times after one that is not counted."""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from sqlmodel import Session

from benchmarks.search_speed import Asking
from civic import app, sites
from civic.city.actions import put_setting
from civic.index import store
from civic.library.models import DocumentKind
from civic.search.jobs import all_cards
from civic.sites import Sites
from tests import cast, make

ROUNDS = 5
WHERE = ("公園", "道路", "学校", "図書館", "保育園", "駅前", "港", "市民会館", "川沿い", "住宅地")
WHAT = ("点検", "予算", "利用料", "見守り", "避難", "工事", "清掃", "照明", "貸し出し", "駐輪", "案内")
HOW = (
    "年に二回行います。",
    "来年度から見直します。",
    "住民と相談して決めます。",
    "まだ決まっていません。",
    "費用を調べています。",
)
QUERIES = (
    "予算",
    "公園 点検",
    "学校",
    "「避難を担当する課」",
    "見守り OR 清掃",
    "照明 -工事",
    "図書館の利用料",
    "無い言葉",
)


def text(city: int, number: int) -> str:
    """Three sentences, other ones for every passage of a city."""
    at = city * 7 + number
    where, what = WHERE[at % len(WHERE)], WHAT[at // 3 % len(WHAT)]
    other = WHAT[(at * 5 + city) % len(WHAT)]
    return (
        f"{where}の{what}について、{HOW[at % len(HOW)]}{other}を担当する課は、{number}番の窓口でお答えします。"
        f"{WHERE[at * 3 % len(WHERE)]}についても、{HOW[at // 2 % len(HOW)]}"
    )


def fill(home: Path, cities: int, units: int) -> None:
    """Cities with documents of twenty passages, all taking part, indexed."""
    app.routes()  # loads every wing, so that all tables are known
    for number in range(cities):
        sites.add(home, f"city{number:02}", f"計測{number}市", f"{number:06}", f"http://city{number:02}.example")
    opened = Sites(home)
    for number, site in enumerate(opened.all.values()):
        with Session(opened.engines(site)[1]) as db, db.begin():
            cast.fill(db)
            for first in range(0, units, 20):
                texts = tuple(text(number, first + step) for step in range(min(20, units - first)))
                make.document(db, f"d{first}", texts, kind=DocumentKind.OTHER, title=f"計測{number}市のお知らせ{first}")
            put_setting(db, "search.joins_cities", 1, None, cast.NOW)
        with Session(opened.engines(site)[0]) as db:
            store.rebuild(site, all_cards(db))
    opened.close()
    store.close_all()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cities", type=int, default=26)
    parser.add_argument("--units", type=int, default=400, help="passages of each city")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CIVIC_HOME": folder, "CIVIC_ENV": "production"}
        fill(Path(folder), options.cities, options.units)
        ask = Asking(app.make_app(), "city00.example")
        middles = []
        for query in QUERIES:
            cpu, wall = measured(ask, query)
            middles.append((statistics.median(cpu), statistics.median(wall)))
            print(f"{query:14} CPU {middles[-1][0]:6.1f} ms   wall {middles[-1][1]:6.1f} ms (worst {max(wall):.1f})")
        for name, values in zip(("CPU", "wall"), zip(*middles, strict=True), strict=True):
            print(
                f"{options.cities} cities, {name}: median {statistics.median(values):.0f} ms, worst query {max(values):.0f} ms"
            )


def measured(ask: Asking, query: str) -> tuple[list[float], list[float]]:
    """Milliseconds of CPU and of the clock for each round; every city must have answered in time."""
    cpu, wall = [], []
    for turn in range(ROUNDS + 1):
        began, clock = time.process_time(), time.perf_counter()
        page = ask.page(query, "/search/cities").decode()
        if turn:
            cpu.append((time.process_time() - began) * 1000)
            wall.append((time.perf_counter() - clock) * 1000)
            assert "時間内に答えがありませんでした" not in page, query
    return cpu, wall


if __name__ == "__main__":
    main()
