"""What the forms of home take: shape only."""

from typing import Literal

from civic.forms import Form


class SetDisplay(Form):
    size: Literal["usual", "large"] = "usual"
    colours: Literal["usual", "contrast"] = "usual"
