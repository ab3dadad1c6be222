"""civic reindex, civic search."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress
from sqlmodel import Session

from civic.city.queries import setting
from civic.cli.lines import BadInput, json_of, lines_of
from civic.cli.terminal import JsonOption, SiteOption, choose, err, fail, open_sites, out, print_json, progress, reading
from civic.cli.terminal import gettext as _
from civic.index import store
from civic.index.cards import Card
from civic.index.engine import Hit, IndexBroken, IndexBusy
from civic.search.jobs import all_cards
from civic.search.queries import synonyms_of, titles_of
from civic.sites import Site, Sites
from civic.text.query import parse_query


def tell_engine(sites: Sites, site: Site) -> None:
    """Which engine serves the city, and when it went by size, that it did."""
    engine = store.engine_for(site)
    count = engine.count()
    err.print(_("{count:,}件を探せます（索引：{engine}）。", count=count, engine=engine.name))
    with reading(sites, site) as db:
        is_auto = setting(db, "search.engine") == "auto"
    if is_auto and engine.name == "tantivy":
        err.print(_("{most:,}件を超えるので、tantivy の索引にしました。", most=store.MOST_FOR_WHOOSH))


def reindex(site: SiteOption = "") -> None:
    """検索の索引をデータベースから作り直します。途中で止めても、もとの索引が残ります。/ Build the search index again.

    Example: civic reindex
    """
    with open_sites() as sites:
        chosen = choose(sites, site)
        try:
            with progress() as bar:
                with reading(sites, chosen) as db:
                    wanted = setting(db, "search.engine")
                count = store.rebuild(chosen, _told(sites, chosen, bar), wanted)
        except IndexBusy:
            fail(_("作業係が索引に書いているところです。少し待って、もう一度 civic reindex としてください。"))
        else:
            tell_engine(sites, chosen)
        finally:
            store.forget(chosen)
        out.print(_("{name}：{count:,}件を探せるようにしました。", name=chosen.name, count=count))


def _told(sites: Sites, site: Site, bar: Progress) -> Iterator[Card]:
    """Read lazily: the database is looked at only once the index is held."""
    task = bar.add_task(site.name, total=None)
    with reading(sites, site) as db:
        for count, card in enumerate(all_cards(db), start=1):
            yield card
            if count % 100 == 0:
                bar.update(task, completed=count)


def _queries(file: Path) -> Iterator[tuple[Any, str]]:
    for number, line in enumerate(lines_of(file), start=1):
        if not line.strip():
            continue
        item = json_of(number, line)
        if not isinstance(item, dict) or "qid" not in item or not isinstance(item.get("query"), str):
            raise BadInput(_('{number}行目が {{"qid","query"}} の形ではありません。', number=number))
        yield item["qid"], item["query"]


def search(
    query: Annotated[str, typer.Argument(help="探す言葉。/ What to look for.")] = "",
    batch: Annotated[
        Path | None, typer.Option(help='{"qid","query"} のJSON Lines。- は標準入力。/ JSON Lines; - reads stdin.')
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="いくつまで。/ How many at most.")] = 10,
    site: SiteOption = "",
    json: JsonOption = False,
) -> None:
    """だれにも見える範囲を探します（よく合う順）。/ Search as a visitor would, best first.

    Example: civic search "公園 遊具" --json --limit 5
    """
    if batch is None and not query.strip():
        fail(_('探す言葉を書いてください。例：civic search "公園 遊具"'))
    with open_sites() as sites:
        chosen = choose(sites, site)
        try:
            with reading(sites, chosen) as db:
                if batch is not None:
                    for qid, text in _queries(batch):
                        print_json({"qid": qid, "results": _found(db, chosen, text, limit)})
                else:
                    _show(_found(db, chosen, query, limit), json)
        except IndexBroken as error:
            fail(_("検索の索引を読めません（{why}）。作り直すには：civic reindex", why=error))
        except BadInput as error:
            fail(str(error))
        finally:
            store.forget(chosen)


def _show(rows: list[dict[str, Any]], json: bool) -> None:
    for row in rows:
        if json:
            print_json(row)
        else:
            out.print(f"{row['kind']:<10} {row['doc']}#{row['seq']}  {row['title']}")
    if not rows and not json:
        out.print(_("見つかりませんでした。"))


def _found(db: Session, site: Site, text: str, limit: int) -> list[dict[str, Any]]:
    """Hits of the whole AND set, then (fewer than ten) those with some of the words."""
    hits = store.engine_for(site).search(parse_query(text, synonyms=synonyms_of(db)), limit=limit)
    found: list[Hit] = [*hits.hits, *hits.some][:limit]
    titles = titles_of(db, found)
    return [
        {"doc": h.doc, "seq": h.seq, "kind": h.kind, "title": titles.get(h.id, ""), "score": round(h.score, 4)}
        for h in found
    ]


def register(app: typer.Typer) -> None:
    app.command()(reindex)
    app.command()(search)
