"""How a search shows its narrowing: facets with the names of their values, and what is chosen as something to take away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from civic.city import queries as city
from civic.errors import NotFound
from civic.i18n import codes, gettext, sentence
from civic.index.engine import FacetName, Hits
from civic.library import queries as library
from civic.permissions import Viewer
from civic.rooms import queries as rooms
from civic.search.asked import Asked
from civic.text.eras import format_era

# Facet of the index -> field of the address.
PARAMS: Mapping[FacetName, str] = {
    "kind": "kind", "fiscal_year": "year", "body": "body", "role": "role", "speaker": "speaker", "section": "section",
    "topic": "topic", "quality": "quality",
}  # fmt: skip
# Who spoke how often is shown of the council, not of residents.
_COUNCIL_ONLY = ("role", "speaker")
SHOWN_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Value:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow: `values` most frequent first, the chosen one among the first."""

    param: str
    label: str
    chosen: str
    values: Sequence[Value]

    @property
    def first(self) -> Sequence[Value]:
        return self.values[:SHOWN_AT_ONCE]

    @property
    def rest(self) -> Sequence[Value]:
        return self.values[SHOWN_AT_ONCE:]


def facets(db: Session, what: Asked, hits: Hits) -> list[Facet]:
    """Those with a choice to make or made."""
    names = {topic.code: topic.name for topic in city.topics(db)} if hits.facets.get("topic") else {}
    in_charge = {section.name for section in city.all_sections(db)}
    found = []
    for name, param in PARAMS.items():
        chosen = what.fields.get(param, "")
        if name in _COUNCIL_ONLY and what.fields.get("kind") != "minutes" and not chosen:
            continue
        counted = [pair for pair in hits.facets.get(name, []) if _is_shown(name, pair[0])]
        if name == "section" and not chosen and not _has_chapters(what):
            counted = [pair for pair in counted if pair[0] in in_charge]
        if name == "fiscal_year":
            counted.sort(reverse=True)
        if len(counted) > 1 or chosen or (name == "kind" and counted):
            values = [Value(value, _named(name, value, names), count, value == chosen) for value, count in counted]
            values.sort(key=lambda one: not one.is_chosen)
            found.append(Facet(param, sentence(f"search.facet.{param}"), chosen, values))
    return found


def _is_shown(name: FacetName, value: str) -> bool:
    return name != "role" or f"search.role.{value}" in codes()


def _has_chapters(what: Asked) -> bool:
    """Inside one document chapters are places; over all of them only the offices in charge are."""
    return "doc" in what.fields and not what.fields["doc"].startswith("room:")


def _named(name: str, value: str, topics: Mapping[str, str]) -> str:
    if name == "topic":
        return topics.get(value, value)
    if name == "fiscal_year":
        era = format_era(date(int(value), 4, 1)).partition("年")[0] if value.isdigit() and len(value) == 4 else value
        return gettext("{era}年度（{year}）").format(era=era, year=value)
    code = f"{'library' if name == 'quality' else 'search'}.{name}.{value}"
    return sentence(code) if code in codes() else value


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a search is narrowed by: the field to leave out, in words."""

    param: str
    label: str
    value: str


def chosen(db: Session, viewer: Viewer, what: Asked) -> Iterator[Chosen]:
    topics = {topic.code: topic.name for topic in city.topics(db)} if "topic" in what.fields else {}
    names = {param: name for name, param in PARAMS.items()}
    for param, value in what.fields.items():
        if param in names:
            yield Chosen(param, sentence(f"search.facet.{param}"), _named(names[param], value, topics))
        elif param in ("doc", "room"):
            place = value if param == "doc" else f"room:{value}"
            yield Chosen(param, sentence("search.facet.doc"), name_of(db, viewer, place) or value)
        elif param in ("calendar_year", "since", "until", "as_of") and value not in what.bad_dates:
            yield Chosen(param, sentence(f"search.facet.{param}"), value)


def name_of(db: Session, viewer: Viewer, doc: str) -> str:
    """The title of a document or room that the viewer may see."""
    kind, _, number = doc.partition(":")
    try:
        if kind == "room":
            return rooms.room_for(db, viewer, int(number)).title if number.isascii() and number.isdigit() else ""
        return library.choose_version(library.versions_of(db, viewer, doc), None).title
    except NotFound:
        return ""
