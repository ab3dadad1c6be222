"""How a card lies in Whoosh: field types that take ready tokens (no analyser runs; a head shares its place with what
follows), the schema, and a card as a document."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from whoosh import columns, fields, formats

from civic.index.cards import Card, analyse
from civic.text.tokens import HEAD

_Posting = tuple[bytes, int, float, bytes]


class Positioned(fields.FieldType):  # type: ignore[misc]
    """A stream of tokens with positions, for phrases."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), None, scorable=True)

    def index(self, value: Sequence[str], **_: object) -> Iterator[_Posting]:
        """One posting per different token."""
        places: dict[str, list[int]] = {}
        place = 0
        for token in value:
            places.setdefault(token, []).append(place)
            if not token.startswith(HEAD):
                place += 1
        for token, found in places.items():
            yield token.encode(), len(found), float(len(found)), self.format.encode(found)


class Counted(fields.FieldType):  # type: ignore[misc]
    """A bag of tokens: how often each occurs, for ranking only."""

    def __init__(self) -> None:
        super().__init__(formats.Frequency(), None, scorable=True)

    def index(self, value: Sequence[str], **_: object) -> Iterator[_Posting]:
        """One posting per different token."""
        for token, number in Counter(value).items():
            yield token.encode(), number, float(number), formats.pack_uint(number)


class Values(fields.FieldType):  # type: ignore[misc]
    """Exact values to filter by, kept per card for facets as well."""

    SEPARATOR = "\x1f"

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)
        self.column_type = columns.RefBytesColumn()

    def index(self, value: Sequence[str], **_: object) -> Iterator[_Posting]:
        """One posting per different value."""
        for token in set(value):
            yield token.encode(errors="replace"), 1, 1.0, b""

    def to_column_value(self, value: Sequence[str]) -> bytes:
        """All values of a card as one."""
        return self.SEPARATOR.join(value).encode(errors="replace")


def make_schema() -> fields.Schema:
    """The fields of format 4 (see whoosh_engine)."""
    return fields.Schema(
        id=fields.ID(unique=True),
        hit=fields.STORED(),
        bi=Positioned(),
        title_bi=Positioned(),
        own_bi=Positioned(),
        doc_bi=Positioned(),
        kana=Positioned(),
        su=Counted(),
        title_su=Counted(),
        numbers=Positioned(),
        names=Counted(),
        kind=Values(),
        doc=Values(),
        body=Values(),
        speaker=Values(),
        role=Values(),
        section=Values(),
        topics=Values(),
        quality=Values(),
        room=Values(),
        fiscal_year=Values(),
        on=Values(),
        from_on=Values(),
        until_on=Values(),
        superseded=Values(),
    )


def document_of(card: Card) -> dict[str, object]:
    """The card as Whoosh's fields; a value that is not there is left out."""
    tokens = analyse(card)
    values: dict[str, list[str]] = {
        "kind": [card.kind],
        "doc": [card.doc],
        "body": [card.body],
        "speaker": [card.speaker],
        "role": [card.role],
        "section": [card.section],
        "topics": list(card.topics),
        "quality": [card.quality],
        "room": [card.room],
        "fiscal_year": [] if card.fiscal_year is None else [str(card.fiscal_year)],
        "on": _day(card.date),
        "from_on": _day(card.in_force_from),
        "until_on": _day(card.in_force_until),
        "superseded": ["1"] if card.is_superseded else [],
    }
    streams = {
        "bi": tokens.bi,
        "title_bi": tokens.title_bi,
        "own_bi": tokens.own_bi,
        "doc_bi": tokens.doc_bi,
        "kana": tokens.kana,
        "su": tokens.su,
        "title_su": tokens.title_su,
        "numbers": tokens.numbers,
        "names": tokens.names,
    }
    document: dict[str, object] = {name: kept for name, kept in values.items() if any(kept)}
    document |= {name: stream for name, stream in streams.items() if stream}
    document["id"] = card.id
    document["hit"] = {"id": card.id, "doc": card.doc, "seq": card.seq, "kind": card.kind}
    return document


def _day(on: date | None) -> list[str]:
    return [] if on is None else [on.isoformat()]
