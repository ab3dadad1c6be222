"""Only a wing's own actions (and its jobs) build or change its tables; nobody else's code does."""

import ast

from tests.house.source import modules

WINGS = (
    "accounts",
    "city",
    "library",
    "notifications",
    "records",
    "registry",
    "responses",
    "review",
    "rooms",
    "search",
    "submissions",
    "letters",
)
WRITING_FUNCTIONS = {"insert", "update", "delete"}


def tables() -> dict[str, str]:
    """Class name -> wing."""
    found = {}
    for path, tree in modules().items():
        if path.parts[0] == "civic" and path.parts[1] in WINGS and "models" in path.stem:
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and any(k.arg == "table" for k in node.keywords):
                    found[node.name] = path.parts[1]
    return found


def imported(tree: ast.Module, owners: dict[str, str]) -> set[str]:
    """Tables this module imports from a wing's models (another class may share the name)."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and ".models" in node.module:
            found |= {alias.asname or alias.name for alias in node.names}
    return found & set(owners)


def built(tree: ast.Module, names: set[str]) -> set[str]:
    """Tables whose rows this module makes, or that it names in insert, update or delete."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in names:
                found.add(node.func.id)
            if node.func.id in WRITING_FUNCTIONS and node.args and isinstance(node.args[0], ast.Name):
                found.add(node.args[0].id)
    return found & names


def test_rows_are_made_only_in_the_wing_that_owns_the_table() -> None:
    owners = tables()
    assert len(owners) > 25
    wrong = []
    for path, tree in modules().items():
        if path.parts[0] != "civic":
            continue
        wing = path.parts[1] if len(path.parts) > 2 else ""
        may = any(part.startswith(("actions", "jobs")) for part in (*path.parts[2:-1], path.stem))
        for name in built(tree, imported(tree, owners)):
            if owners[name] != wing or not may:
                wrong.append(f"{path} writes {name}")
    assert wrong == []
