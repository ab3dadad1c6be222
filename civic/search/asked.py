"""What a search asks, read from the fields of its form (or of a followed search): words, filters, scope, order, page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from civic.index.engine import Filters, Scope, Sort
from civic.text.eras import parse_era_date, parse_era_range

SORTS: tuple[Sort, ...] = ("relevance", "new", "old")
# Deeper pages cost more and help nobody: narrow the search instead.
MOST_PAGES = 50
DATES = ("since", "until", "as_of")
# Every field an address of search may carry; a search is followed and put into a feed with these.
FIELDS = (
    "q", "kind", "body", "speaker", "role", "section", "topic", "quality", "room", "doc", "year", "calendar_year",
    *DATES, "sort", "scope", "group", "words", "whole", "page",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as typed, without what is the default."""

    text: str
    filters: Filters
    fields: Mapping[str, str]
    sort: Sort = "relevance"
    scope: Scope = "unit"
    is_grouped: bool = False
    has_synonyms: bool = True
    as_words: bool = False
    page: int = 1
    bad_dates: tuple[str, ...] = field(default=())  # what was typed as a date and is none: not searched with

    @property
    def kept(self) -> dict[str, str]:
        """The fields that make this search what it is, for a feed or a follow: not how it was sorted and grouped."""
        return {name: value for name, value in self.fields.items() if name not in ("sort", "group")}


def read(params: Mapping[str, str]) -> Asked:
    """Any fields are a search: a value nobody offered finds nothing, a date that is none is named and left out."""
    given = {name: params[name].replace("\x00", "").strip() for name in FIELDS if params.get(name, "").strip()}
    since, until = parse_era_range(given.get("since", "")), parse_era_range(given.get("until", ""))
    as_of = parse_era_date(given.get("as_of", ""))
    sort, scope = given.get("sort", ""), given.get("scope", "")
    return Asked(
        text=given.get("q", ""),
        filters=_filters(given, since[0] if since else None, until[1] if until else None, as_of),
        fields={name: value for name, value in given.items() if name != "page"},
        sort=next((one for one in SORTS if one == sort), "relevance"),
        scope="doc" if scope == "doc" else "unit",
        is_grouped=given.get("group", "") == "doc",
        has_synonyms=given.get("words", "") != "only",
        as_words=given.get("whole", "") == "yes",
        page=min(max(1, _number(given.get("page", ""), 4) or 1), MOST_PAGES),
        bad_dates=tuple(
            given[name] for name, found in zip(DATES, (since, until, as_of), strict=True)
            if name in given and found is None
        ),
    )  # fmt: skip


def _filters(given: Mapping[str, str], since: date | None, until: date | None, as_of: date | None) -> Filters:
    def one(name: str) -> tuple[str, ...]:
        return (given[name],) if name in given else ()

    def year(name: str) -> tuple[int, ...]:
        number = _number(given.get(name, ""), 4)
        return () if name not in given else (number if number is not None else 0,)

    return Filters(
        kinds=one("kind"), docs=one("doc"), bodies=one("body"), speakers=one("speaker"), roles=one("role"),
        sections=one("section"), topics=one("topic"), qualities=one("quality"), rooms=one("room"),
        fiscal_years=year("year"), years=year("calendar_year"), since=since, until=until, as_of=as_of,
    )  # fmt: skip


def _number(text: str, longest: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else None
