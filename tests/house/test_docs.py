"""Docs as a contract: every command, option, setting and permission stands in its page, and nothing that is gone."""

import ast
import re

from typer.core import TyperGroup
from typer.main import get_command

from civic.city.queries import DEFAULTS
from civic.cli import app
from tests.house import documents, permissions_page
from tests.house.source import ROOT, modules


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def commands() -> dict[str, set[str]]:
    """Command -> its long options."""
    found = {}
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    for name, command in root.commands.items():
        inner = command.commands if isinstance(command, TyperGroup) else {"": command}
        for last, one in inner.items():
            options = {o for p in one.params for o in p.opts if o.startswith("--")} - {"--help"}
            found[f"civic {name} {last}".strip()] = options
    return found


def documented() -> dict[str, set[str]]:
    """The same, as docs/commands.md writes them between backquotes."""
    found: dict[str, set[str]] = {}
    known = sorted(commands(), key=len, reverse=True)
    for text in re.findall(r"`(civic [^`]+)`", page("commands.md")):
        name = next((command for command in known if text == command or text.startswith(command + " ")), text)
        found.setdefault(name, set()).update(re.findall(r"--[a-z][a-z-]*", text))
    return found


def test_every_command_and_option_is_documented_and_no_other() -> None:
    real, written = commands(), documented()
    assert set(written) == set(real)
    assert {name: options - real[name] for name, options in written.items() if options - real[name]} == {}
    # jobs retry and drop stand in one row without --site, which the page explains once for all.
    missing = {name: options - written[name] - {"--site"} for name, options in real.items()}
    assert {name: options for name, options in missing.items() if options} == {}


def environment() -> set[str]:
    """Names that civic reads from the environment."""
    found = set()
    for tree in modules().values():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("get", "getenv")
            ):
                owner = ast.unparse(node.func.value)
                if owner in ("env", "os.environ", "os") and isinstance(node.args[0], ast.Constant):
                    found.add(str(node.args[0].value))
    return found


def test_every_variable_of_the_environment_is_documented() -> None:
    written = set(re.findall(r"^\| `([A-Z][A-Z_]+)`", page("settings.md"), re.M))
    assert {"CIVIC_HOME", "PORT", "HOST"} <= environment()
    assert written == environment()


def test_every_setting_of_a_city_is_documented_and_no_other() -> None:
    written = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)`", page("settings.md"), re.M))
    assert written == set(DEFAULTS)


def test_the_page_of_permissions_is_what_the_table_says() -> None:
    assert page("permissions.md") == permissions_page.page(), "run: python -m tests.house.permissions_page"


def test_links_between_pages_lead_somewhere() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        if not path.exists():
            continue
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_page_of_commands_is_what_their_help_says() -> None:
    assert page("commands.md") == documents.commands(), "run: python -m tests.house.documents"
