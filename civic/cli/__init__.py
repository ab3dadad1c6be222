"""The `civic` command: everything an operator does, with an example in each --help."""

import typer

from civic.cli import bundles, check, deliveries, documents, jobs, keep, people, rules, run, searching, sites

app = typer.Typer(
    name="civic",
    help="みんなで考える市のひろば Civic を動かすコマンドです。 / Runs Civic: rooms, documents, answers of a city.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for module in (run, sites, people, jobs, documents, deliveries, bundles, searching, rules, check, keep):
    module.register(app)

__all__ = ["app"]
