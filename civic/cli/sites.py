"""civic site add, civic site list."""

import shutil
from typing import Annotated
from urllib.parse import urlsplit

import typer

from civic import migrations, sites
from civic.cli.terminal import JsonOption, fail, open_sites, out, print_json, settings
from civic.cli.terminal import gettext as _
from civic.sites import Sites

group = typer.Typer(help="ここで動かす市。/ The cities served here.", no_args_is_help=True)
POSTGRESQL = ("postgresql://", "postgres://")


def host_of(found: Sites, url: str) -> str:
    """The host name of a base address; fails when it is none, or when another city answers to it already."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = None, ""
    if parts is None or not host or parts.scheme not in ("http", "https"):
        fail(_("アドレスは https:// から書いてください：{url}", url=url))
    taken = next((site.slug for site in found.all.values() if host in site.hosts), None)
    if taken:
        fail(_("{host} は {name} が使っています。別のアドレスを --url で指定してください。", host=host, name=taken))
    return host


@group.command()
def add(
    slug: Annotated[
        str, typer.Argument(help="短い名前（英小文字・数字・ハイフン）。/ Small letters, digits, hyphens.")
    ],
    name: Annotated[str, typer.Option(help="市の名前（例：みほん市）。/ The city's name.")],
    url: Annotated[str, typer.Option(help="アドレス（例：https://hiroba.city.example.jp）。/ Its base address.")],
    code: Annotated[str, typer.Option(help="全国地方公共団体コード（6桁）。/ Local government code.")] = "",
    database: Annotated[
        str, typer.Option(help="sqlite か PostgreSQL のURL。/ sqlite, or a PostgreSQL URL.")
    ] = "sqlite",
) -> None:
    """市を加えます。/ Set up a city.

    Example: civic site add mihon --name みほん市 --url https://hiroba.mihon.example --code 999997
    """
    if database != "sqlite" and not database.startswith(POSTGRESQL):
        fail(_("--database は sqlite か postgresql:// で始まるURLです。"))
    with open_sites() as found:
        host_of(found, url)
        site = sites.add(settings().home, slug, name, code, url, database)
        try:
            migrations.upgrade(site)
        except BaseException:
            # A city without its tables is none: the same command may be given again.
            shutil.rmtree(site.folder)
            raise
        out.print(_("{name} を {folder} に作りました。次に：civic user add 名前@市.example --role system_manager",
                    name=site.name, folder=site.folder))  # fmt: skip


@group.command("list")
def list_(json: JsonOption = False) -> None:
    """市の一覧です。/ List the cities.

    Example: civic site list --json
    """
    with open_sites() as found:
        for site in found.all.values():
            if json:
                print_json({"slug": site.slug, "name": site.name, "code": site.code, "url": site.base_url})
            else:
                out.print(f"{site.slug}  {site.name}  {site.base_url}")


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="site")
