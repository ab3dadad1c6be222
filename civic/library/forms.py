"""What staff send in about documents: shape only."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from civic.forms import Form
from civic.library.models import DocumentKind


class Ground(StrEnum):
    """Why a public version may be closed: the law leaves no other reasons (DOMAIN §10, 34)."""

    COURT_ORDER = "court_order"
    PERSONAL_DATA = "personal_data"
    COPYRIGHT = "copyright"
    OTHER_LAW = "other_law"


class StartImport(Form):
    """An upload: what kind of document it is, when the file does not say so itself."""

    kind: DocumentKind | None = None


class NameVersion(Form):
    """What the document is called and when it is from, where its file does not say so."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    dated_on: date | None = None


class CloseVersion(Form):
    ground: Ground


class RedactUnit(Form):
    """Words to take out; none means the whole passage."""

    words: Annotated[str, Field(max_length=2000)] = ""
    is_whole: bool = False
    ground: Ground


class KeepCollection(Form):
    """Who answers for the documents of a kind and body."""

    kind: DocumentKind
    body: Annotated[str, Field(max_length=100)] = ""
    controller: Annotated[str, Field(min_length=1, max_length=100)]
    contact: Annotated[str, Field(min_length=1, max_length=300)]
    due_days: Annotated[int | None, Field(ge=1, le=3660)] = None
    missing: Annotated[str, Field(max_length=1000)] = ""
