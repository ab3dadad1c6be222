"""docs/commands.md, made from the commands themselves: `python -m tests.house.documents` writes it anew."""

import inspect

from typer.core import TyperGroup
from typer.main import get_command

from civic.cli import app
from tests.house.source import ROOT

HEAD = """# コマンド / Commands

どのコマンドも `--help` で使い方と例が出ます。市が一つなら `--site` はいりません。
Every command has `--help` with an example. `--site` names a city where there are several.
"""


def commands() -> str:
    """One heading a command with its options, and what its help says."""
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    lines = [HEAD]
    for name, command in sorted(root.commands.items()):
        inner = command.commands if isinstance(command, TyperGroup) else {"": command}
        for last, one in sorted(inner.items()):
            options = [o for p in one.params for o in p.opts if o.startswith("--") and o != "--help"]
            usage = " ".join(filter(None, ["civic", name, last, *options]))
            lines += [f"## `{usage}`", "", " ".join(inspect.cleandoc(one.help or "").split()), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    (ROOT / "docs" / "commands.md").write_text(commands(), "utf-8")
