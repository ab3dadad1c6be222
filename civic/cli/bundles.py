"""civic library bundle: the published documents as a ZIP that opens on a machine without any network."""

from functools import partial
from pathlib import Path
from typing import Annotated
from zipfile import BadZipFile

import typer
from sqlmodel import Session

from civic import clock, i18n
from civic.city.queries import setting
from civic.cli.documents import group
from civic.cli.terminal import SiteOption, choose, fail, open_sites, out, progress, reading
from civic.cli.terminal import gettext as _
from civic.open.bundle.writing import Counts, check_bundle, write_bundle
from civic.open.reads.asking import City
from civic.sites import Site, Sites


def bundle(
    out_file: Annotated[Path | None, typer.Option("--out", help="作るZIPファイル。/ The ZIP to write.")] = None,
    check: Annotated[Path | None, typer.Option("--check", help="確かめるZIPファイル。/ A ZIP to check.")] = None,
    site: SiteOption = "",
) -> None:
    """公表した資料を、ネットワークのない場所で読めるZIPにします。/ Published documents as a ZIP to read without a network.

    Unpack it and open index.html; search.html searches. Stopping leaves nothing behind; run it again.
    Example: civic library bundle --out shiryo.zip
    """
    if (out_file is None) == (check is None):
        fail(_("--out か --check のどちらかを書いてください。"))
    if check is not None:
        _checked(check)
    elif out_file is not None:
        if not out_file.resolve().parent.is_dir():
            fail(_("フォルダーがありません：{name}", name=str(out_file.parent)))
        with open_sites() as sites:
            _made(sites, choose(sites, site), out_file)


def _made(sites: Sites, chosen: Site, path: Path) -> None:
    city = City(chosen.code, chosen.name, chosen.address(""), clock.now())
    with reading(sites, chosen) as db:
        licence = str(setting(db, "open.licence"))
    token = i18n.language.set("ja")  # the bundle is in Japanese whatever the terminal speaks
    try:
        with progress() as bar:
            task = bar.add_task(chosen.name, total=None)

            def told(counts: Counts) -> None:
                bar.update(task, completed=counts.units)

            counts = write_bundle(partial(Session, sites.engines(chosen)[0]), city, licence, path, told)
    finally:
        i18n.language.reset(token)
    out.print(
        _("{name}：資料{documents:,}件、部分{units:,}、ファイル{files:,}。",
          name=str(path), documents=counts.documents, units=counts.units, files=counts.files)
    )  # fmt: skip


def _checked(path: Path) -> None:
    try:
        wrong = check_bundle(path)
    except (OSError, BadZipFile) as why:
        fail(_("資料集として読めません：{why}", why=why))
    if wrong:
        fail(_("値の合わないファイルがあります：{names}", names=", ".join(wrong[:10])))
    out.print(_("すべてのファイルの値が合っています。"))


def register(_app: typer.Typer) -> None:
    group.command("bundle")(bundle)
