"""What the forms of records take: shape only."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from civic.forms import Form, half_width


def _half(typed: object) -> object:
    return half_width(typed) if isinstance(typed, str) else typed


class ReadConnections(Form):
    """A post or a person by number, and why."""

    kind: Literal["post", "person"]
    number: Annotated[int, BeforeValidator(_half), Field(ge=1, le=2**31)]
    reason: Annotated[str, Field(min_length=10, max_length=300)]
