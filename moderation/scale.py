"""The scales the engine judges on: how sure a rule is, what follows from a finding, and the verdict over all of them."""

from typing import Literal, get_args

Certainty = Literal["certain", "probable", "possible"]
"""certain: the shape leaves no doubt; probable: a person should look; possible: worth a hint to the writer."""

Action = Literal["none", "group", "flag", "move", "warn", "mask", "hold", "refuse"]
"""What follows from a finding, mildest first.

none: the city has switched this rule off. group: published, and counted with the same opinions of others. flag: published
after a warning, and shown to moderators. move: another room is suggested to the writer. mask: published with the stretch
blacked out. hold: a moderator decides. refuse: not stored; the writer can mend it.
"""

Verdict = Literal["publish", "warn", "hold", "refuse"]

CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
ACTIONS: tuple[Action, ...] = get_args(Action)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

VERDICT_OF: dict[Action, Verdict] = {
    "none": "publish",
    "group": "publish",
    "flag": "warn",
    "move": "warn",
    "warn": "warn",
    "mask": "warn",
    "hold": "hold",
    "refuse": "refuse",
}
