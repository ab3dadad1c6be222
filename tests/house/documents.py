"""Documents made from the code: commands and permissions. `python -m tests.house.documents` writes them anew."""

import inspect
from collections.abc import Iterator

import typer.main

from civic.cli import app
from civic.i18n import codes
from civic.permissions import TABLE
from tests.house.source import ROOT


def _commands(group: typer.Typer, prefix: str) -> Iterator[tuple[str, str]]:
    for command in group.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__.strip("_").replace("_", "-")
        yield f"{prefix} {name}", inspect.cleandoc(command.callback.__doc__ or "")
    for sub in group.registered_groups:
        assert sub.typer_instance is not None
        yield from _commands(sub.typer_instance, f"{prefix} {sub.name}")


def commands() -> str:
    """docs/commands.md."""
    lines = [
        "# コマンド / Commands",
        "",
        "どのコマンドも `--help` で使い方と例が出ます。Every command has `--help` with an example.",
        "",
    ]
    for name, text in sorted(_commands(app, "civic")):
        lines += [f"## `{name}`", "", " ".join(text.split()), ""]
    return "\n".join(lines)


def permissions() -> str:
    """docs/permissions.md: the table of civic/permissions, with the sentence a refused person reads."""
    lines = [
        "# 権限 / Permissions", "",
        "だれが何をしてよいかの表です。`civic/permissions/` から作られ、食い違うとテストが失敗します。",
        "Who may do what: made from `civic/permissions/`; a test fails when the two differ.", "",
        "| 行い / Act | できる人（できないときに出る文） | Rule in the code |", "|---|---|---|",
    ]  # fmt: skip
    for action, predicate in sorted(TABLE.items()):
        rule = inspect.cleandoc(predicate.__doc__ or "").splitlines()
        name = getattr(predicate, "__name__", "")
        lines.append(f"| `{action}` | {codes()[f'permission.{action}']} | `{name}`{': ' + rule[0] if rule else ''} |")
    return "\n".join(lines) + "\n"


PAGES = {"commands.md": commands, "permissions.md": permissions}


if __name__ == "__main__":
    for file, make in PAGES.items():
        (ROOT / "docs" / file).write_text(make(), "utf-8")
