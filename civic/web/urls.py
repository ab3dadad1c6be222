"""Addresses by route name, built from the route table once; the only place that knows paths of pages."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote, urlencode

from civic.config import ROOT

_paths: dict[str, tuple[str, tuple[str, ...]]] = {}


def register(name: str, path: str) -> None:
    """`/rooms/{room_id:int}` -> a format string; one name has one path."""
    fields = tuple(re.findall(r"{(\w+)", path))
    pattern = re.sub(r"{(\w+)(:\w+)?}", r"{\1}", path)
    if _paths.get(name, (pattern, fields)) != (pattern, fields):
        raise ValueError(f"route name {name} has two paths")
    _paths[name] = (pattern, fields)


def names() -> Mapping[str, str]:
    return {name: pattern for name, (pattern, _fields) in _paths.items()}


def url(name: str, **params: object) -> str:
    """The path of a route; what the path does not need becomes the query. Raises KeyError for an unknown route."""
    pattern, fields = _paths[name]
    if not params:
        return pattern
    path = pattern.format(**{f: quote(str(params[f]), safe="") for f in fields}) if fields else pattern
    query = [(k, v) for k, v in params.items() if k not in fields and v not in (None, "")]
    fragment = next((str(v) for k, v in query if k == "fragment"), "")
    rest = urlencode([(k, str(v)) for k, v in query if k != "fragment"], doseq=True)
    return path + (f"?{rest}" if rest else "") + (f"#{fragment}" if fragment else "")


def safe_next(path: str | None, otherwise: str = "/") -> str:
    """A path of this site to go back to, or `otherwise`: no scheme, no host, no backslash, no control character."""
    if not path or not path.startswith("/") or path.startswith("//") or re.search(r"[\\\x00-\x20\x7f]", path):
        return otherwise
    return path


@cache
def asset(path: str) -> str:
    """`/static/civic.css?v=…`: the digest makes a changed file a new address, so it may be cached for good."""
    body = (ROOT / "static" / path).read_bytes()
    return f"/static/{path}?v={hashlib.sha256(body).hexdigest()[:12]}"


@cache
def build() -> str:
    """A digest of templates and static files: part of every cache key."""
    total = hashlib.sha256()
    for folder in ("templates", "static"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file():
                total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()[:12]
