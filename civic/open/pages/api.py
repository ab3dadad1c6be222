"""Doors of the API: made from its table, one GET each; problems as RFC 9457, any origin may read."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from civic import i18n
from civic.city import queries as city
from civic.errors import CivicError, NotFound
from civic.open.api.asked import Asked, Found, Resource
from civic.open.api.document import PREFIX, VERSION, Problem, list_model, openapi, plain
from civic.open.api.resources import RESOURCES
from civic.open.reads.asking import City
from civic.web import pace
from civic.web.page import page, route
from civic.web.visit import Visit

ANY_ORIGIN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Link, Retry-After"}
TITLES = {400: "open.bad_request", 404: "open.not_found", 429: "open.too_fast", 503: "open.resting"}


class ApiNotFound(NotFound):
    """Nothing stands there."""


class SearchResting(CivicError):
    status = 503


def city_of(visit: Visit) -> City:
    return City(visit.site.code, visit.site.name, visit.site.address(""), visit.now)


def problem(error: CivicError) -> Response:
    """Both languages at once: a program does not say which one its reader has."""
    status = error.status if error.status in TITLES else 400
    known = error.code in i18n.codes() and error.code.startswith(("open.", "web.reads"))
    japanese, english = _both(TITLES[status]), _both(error.code if known else TITLES[status], error.data)
    found = Problem(
        type="about:blank", title=japanese[0], title_en=japanese[1], status=status, detail=english[0],
        detail_en=english[1],
    )  # fmt: skip
    headers = {**ANY_ORIGIN, **pace.retry_after(error), "Cache-Control": "no-store"}
    return Response(found.model_dump_json(), status_code=status, headers=headers, media_type="application/problem+json")


def _both(code: str, data: Any = None) -> tuple[str, str]:
    japanese = i18n.codes()[code]
    return japanese.format(**(data or {})), i18n.english().get(japanese, japanese).format(**(data or {}))


def _answer(visit: Visit, body: str, headers: dict[str, str]) -> Response:
    """With a tag, so that who asks again gets it only when it changed."""
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'
    headers = {**ANY_ORIGIN, **headers, "ETag": etag}
    if visit.viewer is None:
        headers["Cache-Control"] = "no-cache"
    if etag in visit.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def asked(visit: Visit, one: Resource) -> Asked:
    """Raises BadParameter."""
    given = {name: value for name, value in visit.request.query_params.items() if value}
    values = {p.name: p.read(str(visit.request.path_params[p.name])) for p in one.path_params}
    values |= {p.name: p.read(given[p.name]) for p in one.all_params if p.name in given}
    return Asked(visit.site, city_of(visit), values, given)


def _list(visit: Visit, one: Resource, what: Asked, found: Found) -> Response:
    go_on = None
    if found.page.after:
        step = ("page", found.page.after[5:]) if one.name == "api_search" else ("after", found.page.after)
        query = visit.request.url.remove_query_params(step[0]).include_query_params(**{step[0]: step[1]}).query
        go_on = f"{what.city.base}{visit.path}?{query}"
    model = list_model(one.record)
    body = model(
        items=list(found.page.records), next=go_on, total=found.total,
        licence=str(city.setting(visit.db, "open.licence")),
    ).model_dump_json()  # fmt: skip
    return _answer(visit, body, {"Link": f'<{go_on}>; rel="next"'} if go_on else {})


def read(one: Resource, visit: Visit) -> Response:
    """Always as the anonymous visitor, whoever asks."""
    try:
        pace.count(visit, "api", int(city.setting(visit.db, "open.api_pace")))
        what = asked(visit, one)
        found = one.read(visit.db, what)
        if found is None:
            raise SearchResting("open.resting") if one.name == "api_search" else ApiNotFound("open.not_found")
        if isinstance(found, Found):
            return _list(visit, one, what, found)
        return _answer(visit, found.model_dump_json(), {})
    except CivicError as error:
        return problem(error)


def _door(one: Resource) -> Callable[[Visit], Response]:
    def door(visit: Visit) -> Response:
        return read(one, visit)

    door.__name__ = door.__qualname__ = one.name
    door.__doc__ = one.said
    return page()(door)


@page()
def openapi_document(visit: Visit) -> Response:
    """The OpenAPI document."""
    licence, address = (str(city.setting(visit.db, f"open.{name}")) for name in ("licence", "licence_url"))
    found = openapi(visit.site.name, visit.site.address(""), licence, address)
    return _answer(visit, json.dumps(found, ensure_ascii=False), {})


@page()
def api_nothing(_visit: Visit) -> Response:
    """Any other address below /api/."""
    return problem(ApiNotFound("open.not_found"))


@page()
def api(visit: Visit) -> Response:
    """For people: how to ask, and everything that can be asked."""
    return visit.render(
        "open/api.html", resources=RESOURCES, plain=plain, prefix=PREFIX, version=VERSION, base=visit.site.address(""),
        pace=city.setting(visit.db, "open.api_pace"),
    )  # fmt: skip


routes: list[Route] = [
    route("/api", api),
    route(f"{PREFIX}/openapi.json", openapi_document),
    *(route(PREFIX + one.path, _door(one)) for one in RESOURCES),
    route("/api/{rest:path}", api_nothing),
]
