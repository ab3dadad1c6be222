"""How fast a page of results is: CPU per page, beside the same queries, totals and facets on the bare engine.

    python -m benchmarks.search_speed --home CIVIC_HOME --queries queries.jsonl

The city of CIVIC_HOME is served by the whole application in this process, asked over ASGI, and all its threads are
counted. A page has twenty results with two lines of text each, facets and the total. The bare engine is given tantivy's
own query trees, made beforehand, and returns the total, the facets' counts and twenty stored fields. Both in turns; each
query four times, the first of which is not counted."""

import argparse
import asyncio
import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from civic.index.engine import NO_FILTERS, FacetName
from civic.index.tantivy_engine import TantivyEngine, _best, _counted, _hits
from civic.index.tantivy_query import Builder
from civic.text.query import parse_query

ROUNDS = 3
FACETS: Sequence[FacetName] = ("kind", "fiscal_year", "body", "speaker", "role", "section", "topic", "quality")
# Words of one, two and more characters, common and rare, two words, a phrase, an exclusion.
COMMON = (
    "予算", "税", "窓", "個人情報", "ごみ", "保育園", "子ども 予算", "公園 遊具", "高齢者 見守り", "学校 給食 無償化", "「個人情報の保護」", "防災 -訓練",
    "令和5年度 予算", "道路", "条例", "委員長", "区長 答弁", "図書館", "ヤングケアラー", "地方自治法 第二条",
)  # fmt: skip
WORST = {
    "one common character": "の",
    "two common characters": "の に",
    "500 characters of a speech": "本日は公園の管理について伺います。遊具の点検は年に何回行っているのか、また費用はいくらか、区の考えをお聞かせください。" * 9,
    "40 common words": " ".join(["予算", "税", "区", "年度", "委員", "課長", "事業", "学校", "地域", "対応", "計画", "会議", "支援", "施設", "区民", "検討", "実施", "整備", "必要", "状況", "説明", "質問", "答弁", "関係", "制度", "環境", "教育", "福祉", "防災", "道路", "公園", "保育", "高齢", "障害", "子ども", "健康", "安全", "情報", "相談", "利用"]),
    "20 words, any of them": " OR ".join(["予算", "税", "区", "年度", "委員", "課長", "事業", "学校", "地域", "対応", "計画", "会議", "支援", "施設", "区民", "検討", "実施", "整備", "必要", "状況"]),
    "wildcards and signs": "* ? % _ [一 TO 龠] {a TO z} 予* *算 ~2 ^3",
    "all excluded but one": "区 " + " ".join(f"-{word}" for word in ["予算", "税", "年度", "委員", "課長", "事業", "学校", "地域", "対応", "計画"]),
    "one letter repeated": "あ" * 500,
    "digits": "1 2 3 4 5 6 7 8 9 0",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="CIVIC_HOME with one city on tantivy")
    parser.add_argument("--queries", type=Path, help='JSON Lines of {"query"}')
    options = parser.parse_args()
    os.environ |= {"CIVIC_HOME": str(options.home), "CIVIC_ENV": "production"}
    from civic.app import make_app
    from civic.sites import Sites

    sites = Sites(options.home)
    site = next(iter(sites.all.values()))
    sites.close()
    ask = Asking(make_app(), site.hosts[0])
    bare = Bare(TantivyEngine(site.index_folder))
    texts = (
        [json.loads(line)["query"] for line in options.queries.read_text("utf-8").splitlines()]
        if options.queries
        else []
    )
    print(f"{bare.engine.count():,} units; {len(texts)} queries of the file, {len(COMMON)} common ones")
    for name, asked in (("queries of the file", texts), ("common words", list(COMMON))):
        if asked:
            compare(name, asked, ask, bare)
    for name, text in WORST.items():
        took = measured(lambda text=text: ask.page(text))  # type: ignore[misc]
        print(f"worst: {name:32} page {took * 1000:6.1f} ms   bare {measured(bare.prepared(text)) * 1000:6.1f} ms")


def compare(name: str, texts: list[str], ask: "Asking", bare: "Bare") -> None:
    """One line: both sides' median and 95th percentile, and the ratio of the medians."""
    ours, floor = [], []
    for text in texts:
        ours.append(measured(lambda text=text: ask.page(text)))  # type: ignore[misc]
        floor.append(measured(bare.prepared(text)))
    print(
        f"{name}: page {middle(ours):.1f} ms (p95 {late(ours):.1f}, worst {max(ours) * 1000:.1f}); "
        f"bare engine {middle(floor):.1f} ms (p95 {late(floor):.1f}); ratio {middle(ours) / middle(floor):.1f}"
    )


def measured(run: Callable[[], object]) -> float:
    """CPU seconds of one run, all threads: the median of three after one that is not counted."""
    run()
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        took.append(time.process_time() - began)
    return statistics.median(took)


def middle(seconds: list[float]) -> float:
    return statistics.median(seconds) * 1000


def late(seconds: list[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return sorted(seconds)[int(len(seconds) * 0.95)] * 1000


class Asking:
    """The application, asked as a server asks it."""

    def __init__(self, app: Any, host: str) -> None:
        self.app = app
        self.host = host
        self.loop = asyncio.new_event_loop()

    def page(self, text: str, path: str = "/search") -> bytes:
        """The page of results."""
        return self.loop.run_until_complete(self._get(path, urlencode({"q": text})))

    async def _get(self, path: str, query: str) -> bytes:
        sent: list[Any] = []
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(b"host", self.host.encode())], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        assert sent[0]["status"] == 200, sent[0]
        return b"".join(message.get("body", b"") for message in sent[1:])


class Bare:
    """tantivy itself, given ready queries."""

    def __init__(self, engine: TantivyEngine) -> None:
        self.engine = engine

    def prepared(self, text: str) -> Callable[[], object]:
        """What is to be timed: total, facets, the first twenty."""
        searcher = self.engine._searcher()
        build = Builder(self.engine._schema, searcher)
        query = parse_query(text)
        matching = build.matching(query, NO_FILTERS)
        ordered = build.ordered(matching, query) if query.clauses else matching

        def run() -> object:
            total = _counted(searcher, matching, FACETS)
            return total, list(_hits(searcher, _best(searcher, ordered, query, "relevance", 20, 0), {}))

        return run


if __name__ == "__main__":
    main()
