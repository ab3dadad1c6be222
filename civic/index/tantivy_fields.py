"""How a card lies in tantivy: token streams joined by blanks, exact values in columns, numbers to sort by."""

import json
import math
import zlib
from datetime import date

import tantivy

from civic.index.cards import Analysed, Card, analyse
from civic.index.ranking import STANDING, USUAL_STANDING
from civic.text.tokens import japanese_characters

# Streams with positions, for phrases, and bags of words, for ranking only.
POSITIONED = ("bi", "title_bi", "own_bi", "doc_bi", "kana")
COUNTED = ("su", "title_su")
VALUES = (
    "kind", "doc", "body", "speaker", "role", "section", "topics", "quality", "room", "fiscal_year", "year", "superseded"
)  # fmt: skip

_SEQ_BITS, _DOC_BITS = 20, 20  # with the 22 bits of a day they fit a signed number of 64
_UNDATED = 0
# A long speech is no worse a find than a short one: tantivy's BM25 discounts length by 0.75 (0.4 is better, measured),
# so a long speech gets a part of it back; what has a heading of its own (an article, a table of thirty pages) does not: it
# would outweigh the names. A score is multiplied by log2(2 + weight).
_USUAL_LENGTH, _LENGTH_POWER, _MOST_BACK = 150, 0.3, 4.0


def make_schema() -> tantivy.Schema:
    """The fields of format 3 (see tantivy_engine)."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("hit", stored=True, indexed=False)
    for name in POSITIONED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in COUNTED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("single", "numbers", "names"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in VALUES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("on", "from_on", "until_on"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("newest", "oldest", "doc_number"):
        builder.add_integer_field(name, fast=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


def document_of(card: Card) -> tantivy.Document:
    """The card as tantivy takes it. A value that is not there is left out; half a surrogate pair becomes a question
    mark, since no encoder takes it."""
    tokens = analyse(card)
    document = tantivy.Document()
    document.add_text("id", _clean(card.id))
    document.add_bytes("hit", json.dumps([card.id, card.doc, card.seq, card.kind]).encode())
    for name in (*POSITIONED, *COUNTED, "numbers", "names"):
        stream: list[str] = getattr(tokens, name)
        if stream:
            document.add_text(name, _clean(" ".join(stream)))
    document.add_text("single", " ".join(_singles(tokens)))
    for name, values in _values(card).items():
        for value in values:
            if value:
                document.add_text(name, _clean(value))
    for name, on in (("on", card.date), ("from_on", card.in_force_from), ("until_on", card.in_force_until)):
        if on is not None:
            document.add_integer(name, on.toordinal())
    _add_places(document, card)
    document.add_float("weight", _weight(len(tokens.bi), card))
    return document


def _values(card: Card) -> dict[str, tuple[str, ...]]:
    return {
        "kind": (card.kind,),
        "doc": (card.doc,),
        "body": (card.body,),
        "speaker": (card.speaker,),
        "role": (card.role,),
        "section": (card.section,),
        "topics": card.topics,
        "quality": (card.quality,),
        "room": (card.room,),
        "fiscal_year": () if card.fiscal_year is None else (str(card.fiscal_year),),
        "year": () if card.date is None else (str(card.date.year),),
        "superseded": ("1",) if card.is_superseded else (),
    }


def _singles(tokens: Analysed) -> set[str]:
    """Every kana and kanji of the card, for words of one character: one term each instead of all pairs that begin so."""
    return japanese_characters("".join((*tokens.bi, *tokens.title_bi)))


def _add_places(document: tantivy.Document, card: Card) -> None:
    """Two numbers to sort by (largest first, smallest first): the date, then the cards of one document together in its
    order; undated cards last both ways."""
    doc_number = zlib.crc32(card.doc.encode(errors="replace")) & ((1 << _DOC_BITS) - 1)
    seq = min(max(0, card.seq), (1 << _SEQ_BITS) - 1)
    within = (doc_number << _SEQ_BITS) | seq
    most_within = (1 << (_DOC_BITS + _SEQ_BITS)) - 1
    newest = card.date.toordinal() if card.date else _UNDATED
    oldest = card.date.toordinal() if card.date else date.max.toordinal() + 1
    document.add_integer("newest", (newest * (most_within + 1)) | (most_within - within))
    document.add_integer("oldest", (oldest * (most_within + 1)) | within)
    document.add_integer("doc_number", zlib.crc32(card.doc.encode(errors="replace")))


def _weight(length: int, card: Card) -> float:
    back = 1.0 if card.title else min(_MOST_BACK, max(1.0, (length / _USUAL_LENGTH) ** _LENGTH_POWER))
    return math.pow(2.0, back * STANDING.get(card.role, USUAL_STANDING)) - 2.0


def _clean(text: str) -> str:
    return text if text.isascii() else text.encode(errors="replace").decode()
