"""Doors of the whole register: by area without a map, for printing, and as open data."""

from starlette.responses import JSONResponse, Response

from civic import clock
from civic.registry import hsds, queries
from civic.registry.exporting import Open, open_csv
from civic.registry.fields import DETAILS
from civic.registry.models import EntryKind
from civic.web.page import page
from civic.web.visit import Visit


@page()
def areas(visit: Visit) -> Response:
    return visit.render("registry/areas.html", areas=queries.areas(visit.db, clock.today(visit.now)))


def _everything(visit: Visit) -> list[Open]:
    return [Open(entry, details) for entry, details in queries.directory(visit.db, clock.today(visit.now))]


@page()
def directory(visit: Visit) -> Response:
    """For printing: what everybody may read, by kind and reading."""
    return visit.render(
        "registry/directory.html",
        found=_everything(visit),
        kinds=list(EntryKind),
        detail_names=[one.name for one in DETAILS],
    )


@page()
def registry_csv(visit: Visit) -> Response:
    name = {"content-disposition": f'attachment; filename="registry-{visit.site.code}.csv"'}
    data = open_csv(visit.site.code, _everything(visit))
    return Response(data, media_type="text/csv; charset=utf-8", headers=name)


@page()
def registry_hsds(visit: Visit) -> Response:
    return JSONResponse(hsds.page(visit.site.base_url, _everything(visit)))
