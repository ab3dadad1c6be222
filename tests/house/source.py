"""The project's own files, read as text and as syntax trees, for the tests of the house rules."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of civic and moderation but migrations, by its path from the root."""
    found = {}
    for folder in ("civic", "moderation"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "versions" not in path.parts:
                found[path.relative_to(ROOT)] = ast.parse(path.read_text("utf-8"))
    return found


def templates() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))
    yield from sorted((ROOT / "templates").rglob("*.txt"))


def string_arguments(tree: ast.Module, names: set[str], position: int) -> Iterator[str]:
    """The string constants given at `position` to functions called by one of these names."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in names and len(node.args) > position:
            value = node.args[position]
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value
