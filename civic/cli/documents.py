"""civic library import, civic reindex, civic search."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from civic import clock
from civic.accounts.queries import credentials, grants_of
from civic.cli.searching import tell_engine
from civic.cli.terminal import (
    JsonOption,
    SiteOption,
    choose,
    err,
    fail,
    open_sites,
    out,
    print_json,
    progress,
    reading,
    sentence,
    writing,
)
from civic.cli.terminal import gettext as _
from civic.index import store
from civic.index.engine import IndexBroken
from civic.library import jobs as library
from civic.library.actions import ImportReport, import_path, publish_import
from civic.library.models import DocumentImport, DocumentKind, DocumentVersion, VersionState
from civic.library.readers import ReadFailed, format_of
from civic.library.readers.failures import FAILURE_CODES, UNREAD_CODES
from civic.permissions import Actor
from civic.sites import Site, Sites
from civic.worker import load_jobs, run_one

group = typer.Typer(help="市の資料。/ The city's documents.", no_args_is_help=True)
# Places that were not read, as shown on a terminal; --json and the staff page have more.
NOTES_SHOWN, NOTES_PRINTED = 10, 50


@group.callback()
def documents() -> None:
    """市の資料。/ The city's documents."""


def person_acting(db: Session, email: str) -> Actor:
    """The account whose authority an operator uses, with its grants in force."""
    person = credentials(db, email)
    if person is None:
        fail(_("{email} の口座はありません。作るには：civic user add {email} --role city_manager", email=email))
    return Actor(person.person_id, person.handle, grants_of(db, person.person_id, clock.now()))


@group.command("import")
def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="ファイル、またはフォルダー（中のファイルを名前の順に）。法令XML、HTML、JSON(L)、PDF、DOCX、XLSX、CSV、TXT。"
            "/ Files, or folders (what is in them, by name)."
        ),
    ],
    kind: Annotated[
        DocumentKind | None, typer.Option(help="資料の種類（なければファイルから読みます）。/ What they are.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="取り込む人の口座。/ Account of the person who brings them in.")] = "",
    approved_by: Annotated[
        str,
        typer.Option(
            "--approved-by", help="すぐ公開するときの決裁者（別の人）の口座。/ Another person: publish at once."
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="読むだけで何も変えません。/ Read and report only.")
    ] = False,
    site: SiteOption = "",
    json: JsonOption = False,
) -> None:
    """資料を取り込みます。決裁者が認めると公開されます。/ Bring documents in; they are public once an approver says so.

    Example: civic library import minutes.jsonl.gz ./ordinances --by a@city.example --approved-by b@city.example
    """
    files = _files(paths)
    if approved_by and not by:
        fail(_("公開には二人が要ります。取り込む人を --by、決裁者を --approved-by で指定してください。"))
    has_failed = False
    with open_sites() as sites:
        chosen = choose(sites, site)
        with reading(sites, chosen) as db:
            actor = person_acting(db, by) if by else None
            if approved_by:
                person_acting(db, approved_by)
        for path in files:
            report = _import(sites, chosen, path, kind, actor, dry_run)
            tell(report, json)
            has_failed = has_failed or report.has_failed
            if approved_by and not dry_run:
                _publish(sites, chosen, approved_by, report)
        if approved_by and not dry_run:
            _index_now(sites, chosen)
    if has_failed:
        raise typer.Exit(1)


def _files(paths: list[Path]) -> list[Path]:
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        fail(_("ファイルではありません：{names}", names=", ".join(missing)))
    files = [file for path in paths for file in (_known_files(path) if path.is_dir() else [path])]
    if not files:
        fail(_("読めるファイルがありません：{names}", names=", ".join(map(str, paths))))
    return files


def _known_files(folder: Path) -> Iterator[Path]:
    """What a folder and the folders in it hold, in the order of their names; what no reader knows is told and left."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or any(part.startswith(".") for part in file.relative_to(folder).parts):
            continue
        if _is_known(file):
            yield file
        else:
            err.print(_("飛ばしました（読める形式ではありません）：{file}", file=file))


def _is_known(file: Path) -> bool:
    """A damaged file is known too: it is read, and the report says what is wrong with it."""
    try:
        format_of(file)
    except ReadFailed as failure:
        return failure.code != "unknown_format"
    return True


def _import(
    sites: Sites, site: Site, path: Path, kind: DocumentKind | None, actor: Actor | None, dry_run: bool
) -> ImportReport:
    with progress() as bar:
        task = bar.add_task(path.name, total=None)
        try:
            return import_path(
                sites.engines(site), site, path, kind, actor.person_id if actor else None, dry_run=dry_run,
                progress=lambda report: bar.update(task, completed=report.counts["units"]),
            )  # fmt: skip
        except OSError as error:
            fail(_("{file} を開けません（{why}）。", file=path, why=error.strerror or error))


def tell(report: ImportReport, json: bool) -> None:
    if json:
        failed = {"code": report.failure_code, **report.failure_detail} if report.has_failed else None
        print_json(
            {
                "file": report.name, "sha256": report.sha256, **report.counts, "failed": failed,
                "unread_places": report.unread[:NOTES_PRINTED],
            }
        )  # fmt: skip
        return
    out.print(f"{report.name}: " + (", ".join(_counted(report)) or _("新しい資料はありません")))
    for note in report.unread[:NOTES_SHOWN]:
        where = " ".join(part for part in (note.get("document", ""), note.get("where", "")) if part)
        out.print(
            "  "
            + _("読めなかった所：{where} {why} {sample}", where=where, why=_why(note), sample=note.get("sample", ""))
        )
    if report.has_failed:
        err.print("  " + failure(report.failure_code, report.failure_detail), style="red")


def _counted(report: ImportReport) -> Iterator[str]:
    called = {
        "documents": _("資料"), "documents_new": _("新しいもの"), "documents_changed": _("変わったもの"),
        "documents_unchanged": _("同じもの"), "units": _("発言・条文など"), "unread": _("読めなかった所"),
    }  # fmt: skip
    return (f"{word} {report.counts[name]:,}" for name, word in called.items() if report.counts[name])


def failure(code: str, detail: dict[str, str | int]) -> str:
    """Why a file was not read (further), with the values the reader gave."""
    assert code in FAILURE_CODES
    values = ", ".join(f"{name} {value}" for name, value in detail.items())
    return sentence("library.failure." + code) + (f" ({values})" if values else "")


def _why(note: dict[str, str]) -> str:
    why = note.get("why", "")
    return sentence("library.why." + why) if why in UNREAD_CODES else why


def _publish(sites: Sites, site: Site, email: str, report: ImportReport) -> None:
    """All that waits of this file: what an interrupted run had read before is among it."""
    waiting = select(DocumentVersion.import_id).where(
        col(DocumentVersion.sha256) == report.sha256, col(DocumentVersion.state) == VersionState.READY
    )
    count = 0
    while True:
        with writing(sites, site) as db:
            import_id = db.exec(waiting.limit(1)).first()
            if import_id is None:
                break
            brought = db.get_one(DocumentImport, import_id)
            count += publish_import(db, person_acting(db, email), brought, clock.now())
    if count:
        err.print(_("{count:,}件の資料を公開しました。", count=count))


def _index_now(sites: Sites, site: Site) -> None:
    """Run the long jobs here; where a worker runs it takes them too, each job once."""
    load_jobs()
    with reading(sites, site) as db:
        total = library.public_units(db)
    try:
        with progress() as bar:
            task = bar.add_task(_("検索の索引"), total=total)
            while run_one(sites, site, "long"):
                bar.update(task, completed=min(total, store.engine_for(site).count()))
        tell_engine(sites, site)
    except IndexBroken as error:
        fail(_("検索の索引を読めません（{why}）。作り直すには：civic reindex", why=error))
    finally:
        store.forget(site)


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="library")
