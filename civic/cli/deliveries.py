"""civic library deliver: the documents of a signed delivery, checked against its list."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from civic.city.queries import setting
from civic.cli.documents import group, person_acting, tell
from civic.cli.terminal import JsonOption, SiteOption, choose, err, fail, open_sites, out, print_json, reading, sentence
from civic.cli.terminal import gettext as _
from civic.errors import Refused
from civic.library.actions import Delivered, bring_delivery
from civic.library.manifest import Manifest, read_manifest
from civic.sites import Site


def deliver(
    manifest: Annotated[Path, typer.Argument(help="署名つきの納品一覧（JWS）。/ The signed list (JWS).")],
    folder: Annotated[Path, typer.Argument(help="ファイルのあるフォルダー。/ The folder with the files.")],
    by: Annotated[str, typer.Option("--by", help="取り込む人の口座。/ Account of the person who brings them in.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="読むだけで何も変えません。/ Read and report only.")
    ] = False,
    site: SiteOption = "",
    json: JsonOption = False,
) -> None:
    """署名つきの納品を取り込みます。公開は、別の人が画面で認めます。/ Bring a signed delivery in; another person publishes.

    Example: civic library deliver delivery.jws ./files --by a@city.example --dry-run
    """
    has_failed = False
    with open_sites() as sites:
        chosen = choose(sites, site)
        with reading(sites, chosen) as db:
            actor = person_acting(db, by)
            listed = _listed(db, chosen, manifest)
        try:
            for one in bring_delivery(sites.engines(chosen), chosen, listed, folder, actor.person_id, dry_run=dry_run):
                has_failed = _told(one, json) or has_failed
        except Refused as refused:
            fail(sentence(refused.code, refused.data))
    if has_failed:
        raise typer.Exit(1)


def _listed(db: Session, site: Site, manifest: Path) -> Manifest:
    if not manifest.is_file():
        fail(_("ファイルではありません：{names}", names=str(manifest)))
    try:
        return read_manifest(manifest, str(setting(db, "documents.manifest_keys")), site.slug)
    except Refused as refused:
        fail(sentence(refused.code, refused.data))


def _told(one: Delivered, json: bool) -> bool:
    """True when something of this file was not read."""
    if one.report is not None:
        tell(one.report, json)
        return one.report.has_failed
    if json:
        print_json({"file": one.path, "failed": {"code": one.refused}})
    else:
        out.print(f"{one.path}:")
        err.print("  " + sentence(one.refused), style="red")
    return True


def register(_app: typer.Typer) -> None:
    group.command("deliver")(deliver)
