"""Doors of the open data: the page that lists everything, and each set as a file."""

from functools import partial

from starlette.responses import Response

from civic.city import queries as city
from civic.errors import NotFound
from civic.i18n import sentence
from civic.library import catalogue
from civic.open import records
from civic.open.datasets import DATASETS, ReadPage, pages
from civic.open.formats import TYPES, written
from civic.open.pages.api import city_of
from civic.open.pages.streaming import reading, streamed
from civic.open.reads import documents, talk
from civic.open.records import Record
from civic.rooms import queries as rooms
from civic.web import pace
from civic.web.page import page
from civic.web.urls import url
from civic.web.visit import Visit

# What each set is, in words: a code of locale/codes/open.toml.
SAID = {name: f"open.set.{name}" for name in DATASETS}


def _file(visit: Visit, name: str, record: type[Record], read: ReadPage) -> Response:
    form = visit.text("form")
    if form not in TYPES:
        raise NotFound
    pace.count(visit, "api", int(city.setting(visit.db, "open.api_pace")))
    pieces = written(form, record, pages(reading(visit), city_of(visit), read))
    return streamed(visit, pieces, TYPES[form], f"{visit.site.code}-{name}.{form}")


@page()
def dataset(visit: Visit) -> Response:
    """One set of the whole site."""
    found = visit.need(DATASETS.get(visit.text("set")))
    return _file(visit, found.name, found.record, found.read)


@page()
def document_units(visit: Visit) -> Response:
    """The units of one document: the current version, or ?v= or ?at=."""
    key = visit.text("key")
    version = visit.need(documents.version_at(visit.db, key, visit.query_number("v") or None, None))
    name = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in key)
    return _file(visit, name, records.UnitRecord, partial(documents.units, version=version))


@page()
def room_posts(visit: Visit) -> Response:
    """What one public room says, in reading order."""
    room = rooms.room_for(visit.db, None, visit.number("room_id"))
    return _file(visit, f"room-{room.id}", records.PostRecord, partial(talk.posts_in, room_id=room.id))


@page()
def open_data(visit: Visit) -> Response:
    """Everything there is, with its fields, its licence and how fresh it is."""
    return visit.render(
        "open/data.html",
        datasets=DATASETS,
        said=SAID,
        forms=TYPES,
        newest=catalogue.newest(visit.db),
        catalogue=[
            {
                "@type": "Dataset",
                "name": sentence(said),
                "description": (DATASETS[name].record.__doc__ or "").strip(),
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": kind.partition(";")[0],
                        "contentUrl": visit.site.address(url("open.dataset", set=name, form=form)),
                    }
                    for form, kind in TYPES.items()
                ],
            }
            for name, said in SAID.items()
        ],
        licence=city.setting(visit.db, "open.licence"),
        licence_url=city.setting(visit.db, "open.licence_url"),
        contact=city.setting(visit.db, "city.contact"),
    )
