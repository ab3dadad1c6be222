"""What readers, officers and owners send in to keep an entry right: shape only."""

from pydantic import Field

from civic.forms import Form
from civic.registry.forms import Decide


class NoteOutdated(Form):
    """What a reader says is out of date."""

    text: str = Field(min_length=5, max_length=500)
    once: str = Field(min_length=8, max_length=40)


class AskUpdate(Decide):
    """What the officer asks the owner to look at."""

    text: str = Field(min_length=10, max_length=500)


class HideCandidate(Decide):
    """The election in whose period the entry is hidden."""

    period: int = Field(ge=1, le=2**31 - 1)


class PutTranslation(Form):
    """An entry's words in another language."""

    language: str = Field(min_length=2, max_length=10)
    display_name: str = Field(max_length=100)
    skills: str = Field(default="", max_length=500)
    introduction: str = Field(min_length=10, max_length=2000)
