"""What moderators and readers send: an article, a reason, a report."""

from typing import Annotated

from pydantic import Field

from civic.forms import Form


class PublishHeld(Form):
    """A decision under which no article was broken (publish, keep, restore). `seen` is what the moderator saw of the
    post (`queries.seen_of`); when it has changed since, the decision is stale."""

    reason: Annotated[str, Field(max_length=1000)]
    seen: Annotated[str, Field(max_length=60)]


class Decide(PublishHeld):
    """A decision against the text: under which article it is taken."""

    article: int


class FileReport(Form):
    """A reader says which article is broken, and may say why."""

    article: int
    text: Annotated[str, Field(max_length=500)] = ""
