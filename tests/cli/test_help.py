"""Every command says what it does, with an example, in both languages."""

import re
from collections.abc import Iterator

import pytest

from civic.cli import app
from tests.cli.conftest import Run

# Every command of issue and operations; a command that is added or lost shows here.
COMMANDS = {
    "serve", "work", "migrate", "demo", "reindex", "doctor", "search", "backup", "restore",
    "user add", "site add", "site list", "jobs list", "jobs retry", "jobs drop", "jobs release",
    "library bundle", "library deliver", "library import", "moderation check", "moderation replay", "ledger verify",
}  # fmt: skip


def commands() -> Iterator[str]:
    for command in app.registered_commands:
        yield command.name or command.callback.__name__  # type: ignore[union-attr]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        for command in group.typer_instance.registered_commands:
            yield f"{group.name} {command.name or command.callback.__name__}"  # type: ignore[union-attr]


def test_these_are_the_commands() -> None:
    assert set(commands()) == COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_has_an_example_and_both_languages(command: str, run: Run) -> None:
    answer = run(*command.split(), "--help")
    assert answer.exit_code == 0
    assert f"civic {command}" in re.sub(r"\s+", " ", answer.stdout)
    assert "Example" in answer.stdout
    assert re.search("[ぁ-ん]", answer.stdout)


def test_without_a_command_help_is_shown(run: Run) -> None:
    assert "library" in run().output
    assert run("no-such-command").exit_code == 2
