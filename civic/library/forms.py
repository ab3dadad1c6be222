"""What staff send in about documents: shape only."""

from enum import StrEnum

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


class CloseVersion(Form):
    ground: Ground
