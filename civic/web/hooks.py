"""What the web must ask of wings above it: who is signed in, and the facts every page shows. Set by app.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from civic.i18n import Terms
from civic.permissions import Actor
from civic.sites import Sites


class Signed(Protocol):
    """What accounts tell the web about a session cookie."""

    @property
    def actor(self) -> Actor: ...
    @property
    def token_hash(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def unread_notices(self) -> int: ...
    @property
    def is_kiosk(self) -> bool: ...


class SiteFacts(Protocol):
    """What every page shows of the city; `revision` is part of every cache stamp."""

    @property
    def revision(self) -> int: ...
    @property
    def incident(self) -> str: ...
    @property
    def election(self) -> str: ...
    @property
    def shared_networks(self) -> tuple[str, ...]: ...
    @property
    def crawler_pace(self) -> int: ...
    @property
    def terms(self) -> Terms: ...


@dataclass(slots=True)
class Hooks:
    sites: Sites
    who_is: Callable[[Session, str, datetime], Signed | None]
    site_facts: Callable[[Session, datetime], SiteFacts]


_hooks: list[Hooks] = []


def set_hooks(hooks_: Hooks) -> None:
    _hooks[:] = [hooks_]


def hooks() -> Hooks:
    return _hooks[0]
