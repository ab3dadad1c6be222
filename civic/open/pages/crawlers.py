"""Doors for crawlers: the map of the site in parts, and what they are asked to leave alone."""

from collections.abc import Iterator

from starlette.responses import Response

from civic import clock
from civic.city import queries as city
from civic.errors import NotFound
from civic.open import places
from civic.open.pages.streaming import KEPT, reading, streamed
from civic.open.robots import robots_txt
from civic.web.page import page
from civic.web.visit import Visit

XML = "application/xml; charset=utf-8"


@page()
def robots(visit: Visit) -> Response:
    text = robots_txt(visit.site.address("/sitemap.xml"), bool(city.setting(visit.db, "open.welcomes_ai")))
    return Response(text, media_type="text/plain; charset=utf-8")


@page()
def sitemap(visit: Visit) -> Response:
    """The list of parts."""
    found = places.parts(visit.db, clock.today(visit.now))
    headers = {"Cache-Control": KEPT} if visit.viewer is None else {}
    return Response(places.index_xml(found, visit.site.address("")), media_type=XML, headers=headers)


@page()
def sitemap_part(visit: Visit) -> Response:
    name, number = visit.text("name"), visit.number("number")
    if (name not in places.SOURCES and (name, number) != ("pages", 0)) or number > 2**31 // places.PART:
        raise NotFound
    today, base, opened = clock.today(visit.now), visit.site.address(""), reading(visit)
    first, after = places.batch(visit.db, name, number, today)
    if not first:
        raise NotFound

    def pieces() -> Iterator[str]:
        found, go_on = first, after
        yield f"{places.HEAD}<urlset {places.SPACE}>\n"
        while True:
            yield "".join(places.urls_xml(found, base))
            if not go_on:
                break
            with opened() as db:
                found, go_on = places.batch(db, name, number, today, go_on)
        yield "</urlset>\n"

    return streamed(visit, pieces(), XML)
