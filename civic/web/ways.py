"""The routes by the first part of their path: a request is held against the few of its part, not against all."""

from collections import defaultdict
from collections.abc import Sequence

from starlette.routing import BaseRoute, Match, Mount, Route, Router
from starlette.types import Receive, Scope, Send


class Ways(BaseRoute):
    """All routes of the application as one; each path begins with a fixed part."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        parts: dict[str, list[BaseRoute]] = defaultdict(list)
        for route in routes:
            assert isinstance(route, Route | Mount)
            parts[_first(route.path)].append(route)
        assert not any(part.startswith("{") for part in parts), "a path must begin with a fixed part"
        self._routers = {part: Router(own) for part, own in parts.items()}
        self._unknown = Router()

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.FULL, {}) if scope["type"] == "http" else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._routers.get(_first(scope["path"]), self._unknown)(scope, receive, send)


def _first(path: str) -> str:
    """`rooms` of /rooms/7/posts, `` of /."""
    return path[1:].partition("/")[0]
