"""Words that stand in what everybody may read, for completion while typing and for suggestions when nothing is found."""

from enum import StrEnum

from sqlmodel import Field, Index, SQLModel

from civic.db import one_of, pk


class WordKind(StrEnum):
    TITLE = "title"
    SPEAKER = "speaker"
    WORD = "word"


class SearchWord(SQLModel, table=True):
    """A title, a speaker or a frequent word; made anew from the public record by `search.gather_words`, never by hand."""

    __tablename__ = "search_word"
    __table_args__ = (Index("ix_search_word_folded", "folded"), Index("ix_search_word_reading", "reading"))

    id: int = pk()
    kind: WordKind = Field(sa_type=one_of(WordKind, "kind"))
    text: str = Field(max_length=120)
    folded: str = Field(max_length=120)
    reading: str = Field(max_length=240)
    weight: int
