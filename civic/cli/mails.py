"""civic mail bounces: reads mail that came back, so that nobody writes to dead addresses."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from civic import clock
from civic.cli.terminal import JsonOption, SiteOption, choose, fail, open_sites, out, print_json, writing
from civic.cli.terminal import gettext as _
from civic.notifications.actions import take_bounce
from civic.notifications.bounces import MOST_BYTES, read_bounce

group = typer.Typer(help="戻ってきたメール。/ Mail that came back.", no_args_is_help=True)


@group.callback()
def mail() -> None:
    """戻ってきたメール。/ Mail that came back."""


@group.command()
def bounces(
    path: Annotated[
        str,
        typer.Argument(
            help="戻ってきたメールのファイルかフォルダー（Maildir）。- は標準入力。/ A mail, a folder of them, or -."
        ),
    ],
    site: SiteOption = "",
    json: JsonOption = False,
) -> None:
    """戻ってきたメールを読み、届かないアドレスへの送信を止めます。/ Read returned mail and stop writing there.

    Example: civic mail bounces ~/Maildir/new
    """
    read = stopped = 0
    with open_sites() as sites:
        chosen = choose(sites, site)
        for raw in _mails(path):
            read += 1
            bounce = read_bounce(chosen, raw)
            if bounce is not None:
                with writing(sites, chosen) as db:
                    stopped += take_bounce(db, bounce, clock.now())
    if json:
        print_json({"read": read, "stopped": stopped})
    else:
        out.print(_("{read}通を読み、{stopped}件のアドレスへの送信を止めました。", read=read, stopped=stopped))


def _mails(path: str) -> Iterator[bytes]:
    if path == "-":
        yield sys.stdin.buffer.read(MOST_BYTES)
        return
    place = Path(path)
    if not place.exists():
        fail(_("{path} が見つかりません。", path=path))
    for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if file.is_file():
            with file.open("rb") as opened:
                yield opened.read(MOST_BYTES)


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="mail")
