"""Whoosh field types that take ready tokens: no analyser runs, and a head shares its position with what follows."""

from collections import Counter
from collections.abc import Iterator, Sequence

from whoosh import columns, fields, formats

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
