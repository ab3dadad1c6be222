"""civic ledger verify, civic doctor."""

import shutil
from collections.abc import Iterator

import typer
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, func, select

from civic import clock, migrations
from civic.cli.terminal import JsonOption, SiteOption, choose, open_sites, out, print_json, reading, sentence
from civic.cli.terminal import gettext as _
from civic.index import store
from civic.index.engine import IndexBroken
from civic.jobs import Job, JobState
from civic.library.models import DocumentVersion, VersionState
from civic.records.verify import verify as verify_ledger
from civic.search.jobs import all_cards
from civic.sites import Site, Sites

group = typer.Typer(help="すべての行為の記録。/ The record of every act.", no_args_is_help=True)

# A worker that runs takes an urgent job within seconds.
LATE_SECONDS = 600
LOW_DISK = 1_000_000_000
# Commands that ask which city is meant where there are several.
WITH_SITE = ("civic jobs", "civic reindex", "civic migrate", "civic library")

# What is wrong, and the command that mends it.
Trouble = tuple[str, str]


@group.callback()
def ledger() -> None:
    """すべての行為の記録。/ The record of every act."""


@group.command()
def verify(site: SiteOption = "", json: JsonOption = False) -> None:
    """記録の鎖、公開した控え、本文の照合をすべて確かめます。/ Check the chain, its published heads and the digests of texts.

    Example: civic ledger verify
    """
    with open_sites() as sites:
        chosen = choose(sites, site)
        with reading(sites, chosen) as db:
            broken = list(verify_ledger(db, chosen.folder))
    for code, where in broken:
        if json:
            print_json({"code": code, "where": where})
        else:
            out.print(f"{where}: {sentence(code)}")
    if broken:
        raise typer.Exit(1)
    if not json:
        out.print(_("記録、公開した控え、本文は、すべて合っています。"))


def troubles(sites: Sites, site: Site) -> Iterator[Trouble]:
    """What is wrong with a site, each with the command that mends it."""
    try:
        if not migrations.is_current(site):
            yield _("データベースが今の版ではありません。"), "civic migrate"
        else:
            with reading(sites, site) as db:
                for look in (_ledger_troubles, _job_troubles, _original_troubles, _index_troubles):
                    yield from look(site, db)
    except DBAPIError as error:
        yield _("データベースを読めません（{why}）。", why=str(error.orig).strip()), "civic restore --help"
    if shutil.disk_usage(site.folder).free < LOW_DISK:
        yield _("ディスクの空きが1GBを切っています。"), _("空きを作ってから civic doctor")


def _ledger_troubles(site: Site, db: Session) -> Iterator[Trouble]:
    for code, where in verify_ledger(db, site.folder):
        yield f"{where}: {sentence(code)}", _("civic restore（変わる前の新しい写しを使います）")


def _job_troubles(_site: Site, db: Session) -> Iterator[Trouble]:
    for job in db.exec(select(Job).where(col(Job.state) == JobState.FAILED).order_by(col(Job.id))).all():
        said = _(
            "仕事 {id}（{name} {key}）が失敗しました：{why}", id=job.id, name=job.name, key=job.key, why=job.last_error
        )
        yield said, f"civic jobs retry {job.id}"
    oldest = select(Job).where(col(Job.state) == JobState.WAITING).order_by(col(Job.run_at)).limit(1)
    late = db.exec(oldest).first()
    if late is not None and (clock.now() - late.run_at).total_seconds() > LATE_SECONDS:
        since = clock.tokyo(late.run_at)
        yield (
            _(
                "{name} が {since:%Y-%m-%d %H:%M} から待っています。作業係が動いていません。",
                name=late.name,
                since=since,
            ),
            "civic work",
        )
    parked = db.exec(select(func.count()).select_from(Job).where(col(Job.state) == JobState.PARKED)).one()
    if parked:
        yield _("復元のあと止めたままの仕事が{count}件あります。", count=parked), "civic jobs release"


def _original_troubles(site: Site, db: Session) -> Iterator[Trouble]:
    """Versions that people may read must have the file they were read from."""
    shown = (VersionState.PUBLISHED, VersionState.READY)
    versions = (
        select(col(DocumentVersion.sha256), col(DocumentVersion.original_name), col(DocumentVersion.original_bytes))
        .where(col(DocumentVersion.state).in_(shown), col(DocumentVersion.original_name) != "")
        .distinct()
    )
    for sha256, name, size in db.exec(versions):
        path = site.files / sha256
        if not path.is_file():
            yield _("原本がありません：{name}（{sha}）", name=name, sha=sha256[:12]), f"civic library import {name}"
        elif path.stat().st_size != size:
            yield (
                _("原本の大きさが違います：{name}（{sha}）", name=name, sha=sha256[:12]),
                _("{path} を消してから civic library import {name}", path=path, name=name),
            )


def _index_troubles(site: Site, db: Session) -> Iterator[Trouble]:
    """The index is compared by number; while index jobs wait it is behind by design."""
    try:
        indexed = store.engine_for(site).count()
    except IndexBroken as error:
        yield _("検索の索引を読めません（{why}）。", why=error), "civic reindex"
        return
    waiting = select(Job.id).where(col(Job.name).contains(".index_"), col(Job.state) != JobState.FAILED).limit(1)
    if db.exec(waiting).first() is not None:
        return
    expected = sum(1 for _card in all_cards(db))
    if indexed != expected:
        said = _(
            "検索の索引には{indexed:,}件、データベースには{expected:,}件あります。", indexed=indexed, expected=expected
        )
        yield said, "civic reindex"


def doctor(site: SiteOption = "", json: JsonOption = False) -> None:
    """おかしなところを探し、直し方を示します。/ Look for what is wrong and say what mends it.

    Example: civic doctor
    """
    count = 0
    with open_sites() as sites:
        is_many = len(sites.all) > 1
        for one in [choose(sites, site)] if site else list(sites.all.values()):
            for what, command in troubles(sites, one):
                count += 1
                mend = f"{command} --site {one.slug}" if is_many and command.startswith(WITH_SITE) else command
                if json:
                    print_json({"site": one.slug, "trouble": what, "mend": mend})
                else:
                    out.print(f"{one.slug}: {what}\n    -> {mend}")
            store.forget(one)
    if count:
        raise typer.Exit(1)
    if not json:
        out.print(_("おかしなところはありません。"))


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="ledger")
    app.command()(doctor)
