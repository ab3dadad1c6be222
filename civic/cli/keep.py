"""civic backup, civic restore."""

import json
import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import inspect, make_url
from sqlmodel import Session, col, update

from civic import clock
from civic.cli.archive import DATABASE, DUMP, BadArchive, Member, Progress, member, pack, unpack
from civic.cli.sites import POSTGRESQL, host_of
from civic.cli.terminal import SiteOption, choose, fail, open_sites, out, progress, settings
from civic.cli.terminal import gettext as _
from civic.jobs import Job, JobState
from civic.records.jobs import HEADS_FILE
from civic.sites import SLUG, Site, Sites


@contextmanager
def _bar(called: str) -> Iterator[Progress]:
    with progress() as bar:
        task = bar.add_task(called, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _postgresql(program: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, where `ps` does not show it."""
    address = make_url(url).set(drivername="postgresql")
    command = [program, *arguments, f"--dbname={address.set(password=None).render_as_string(hide_password=False)}"]
    environment = {**os.environ, **({"PGPASSWORD": str(address.password)} if address.password else {})}
    try:
        subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603
    except FileNotFoundError:
        fail(_("PostgreSQLの {program} がありません。入れるには：sudo apt install postgresql-client", program=program))
    except subprocess.CalledProcessError as error:
        why = error.stderr.decode(errors="replace").strip()[:300]
        fail(_("{program} が止まりました：{why}", program=program, why=why))


def _snapshot(site: Site, folder: Path) -> Path:
    """The database as of one moment, while others read and write."""
    if site.database != "sqlite":
        target = folder / DUMP
        _postgresql("pg_dump", site.database, "--format=custom", f"--file={target}")
        return target
    target = folder / DATABASE
    with closing(sqlite3.connect(f"file:{site.folder / DATABASE}?mode=rw", uri=True)) as source:
        source.execute("VACUUM INTO ?", (str(target),))
    return target


def _members(site: Site, folder: Path) -> list[Member]:
    """What a backup holds. The published heads are copied before the database: a head is written to its file after
    its commit, so every head in the copy has its entry in the snapshot."""
    found = []
    for name in ("site.json", "key", HEADS_FILE):
        if (site.folder / name).exists():
            (folder / name).write_bytes((site.folder / name).read_bytes())
            found.append(member(name, folder / name))
    snapshot = _snapshot(site, folder)
    found.append(member(snapshot.name, snapshot))
    # Originals are named by their checksum and never change; one that came after the snapshot does no harm.
    for path in sorted(site.files.iterdir()):
        if len(path.name) == 64:
            found.append(Member(f"files/{path.name}", path, path.stat().st_size, path.name))
    return found


def backup(
    target: Annotated[
        Path,
        typer.Argument(
            help="書き出すファイル。個人情報と鍵を含みます。/ The archive; it holds personal data and keys."
        ),
    ],
    site: SiteOption = "",
) -> None:
    """動いたまま市を保存します（データベース、原本、鍵、設定）。/ Save a city while it runs: database, files, key, settings.

    Example: civic backup /backup/mihon.tar.gz
    """
    if target.exists():
        fail(_("{target} はもうあります。別の名前にしてください。", target=target))
    part = target.with_name(target.name + ".part")
    try:
        with open_sites() as sites, tempfile.TemporaryDirectory(prefix="civic-backup-") as temporary:
            chosen = choose(sites, site)
            part.touch(mode=0o600)
            members = _members(chosen, Path(temporary))
            facts = {"slug": chosen.slug, "made_at": clock.now().isoformat()}
            with _bar(target.name) as told:
                pack(part, members, facts, told)
            part.rename(target)
    except (OSError, sqlite3.Error) as error:
        fail(_("保存できませんでした（{why}）。", why=error))
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    size = target.stat().st_size
    out.print(
        _(
            "{name} を {target} に保存しました（{size:,}バイト）。索引は含みません。",
            name=chosen.name,
            target=target,
            size=size,
        )
    )


def restore(
    source: Annotated[Path, typer.Argument(help="civic backup で作ったファイル。/ An archive made by civic backup.")],
    as_: Annotated[str, typer.Option("--as", help="戻した市の短い名前。/ Short name of the restored city.")] = "",
    url: Annotated[str, typer.Option(help="戻した市のアドレス。/ Its base address, if it is to differ.")] = "",
    database: Annotated[
        str, typer.Option(help="PostgreSQLの写しを入れる空のデータベース。/ An empty database for a PostgreSQL backup.")
    ] = "",
) -> None:
    """市を戻します。メールなどの仕事は civic jobs release まで止まります。/ Bring a city back; mail and jobs stay parked.

    Example: civic restore mihon.tar.gz --as mihon2 --url https://mihon2.example
    """
    if not source.is_file():
        fail(_("{source} というファイルはありません。", source=source))
    home = settings().home / "sites"
    home.mkdir(parents=True, exist_ok=True)
    with open_sites() as served, tempfile.TemporaryDirectory(dir=home, prefix=".restoring-") as temporary:
        folder = Path(temporary) / "sites" / "unpacked"
        try:
            with _bar(source.name) as told:
                unpack(source, folder, told)
            site = _settle(served, Path(temporary), as_, url, database)
            _fill(site)
            _park(Path(temporary), site)
        except (BadArchive, sqlite3.Error) as error:
            fail(_("{source} は完全な写しではありません（{why}）。何も変えていません。", source=source, why=error))
        except OSError as error:
            fail(_("戻せませんでした（{why}）。何も変えていません。", why=error))
        folder.rename(home / site.slug)
    slug = site.slug
    out.print(_("{slug} として戻しました。次に：civic migrate --site {slug}、civic reindex --site {slug}、"
                "確かめてから civic jobs release --site {slug}", slug=slug))  # fmt: skip


def _settle(served: Sites, temporary: Path, slug: str, url: str, database: str) -> Site:
    """The restored city's settings, with its own name, address and database: never those of a city that is served."""
    folder = temporary / "sites" / "unpacked"
    try:
        data = json.loads((folder / "site.json").read_text("utf-8"))
        (site,) = Sites(temporary).all.values()
    except (ValueError, KeyError, TypeError) as wrong:
        raise BadArchive(f"site.json: {wrong!r}") from None
    texts = (site.slug, site.name, site.code, site.base_url, site.database, *site.hosts)
    if not all(isinstance(text, str) for text in texts):
        raise BadArchive("site.json")
    data["slug"] = slug or site.slug
    if not SLUG.fullmatch(data["slug"]):
        fail(_("短い名前に使えるのは、英小文字・数字・ハイフンです：{slug}", slug=data["slug"]))
    if (served.home / "sites" / data["slug"]).exists():
        fail(_("{slug} はもうあります。--as で別の名前にしてください。", slug=data["slug"]))
    data["base_url"] = url or site.base_url
    data["hosts"] = list(dict.fromkeys([host_of(served, data["base_url"]), *(() if url else site.hosts)]))
    for host in data["hosts"]:
        host_of(served, f"https://{host}")
    data["database"] = _database(folder, database)
    (folder / "site.json").write_text(json.dumps(data, ensure_ascii=False, indent=2), "utf-8")
    for name in ("index", "mail"):
        (folder / name).mkdir()
    return Sites(temporary).get(data["slug"])


def _database(folder: Path, database: str) -> str:
    if (folder / DATABASE).exists():
        if database:
            fail(_("この写しはSQLiteのものです。--database は要りません。"))
        return "sqlite"
    if not (folder / DUMP).exists():
        raise BadArchive("no database")
    if not database.startswith(POSTGRESQL):
        fail(_("この写しはPostgreSQLのものです。空のデータベースを --database postgresql://… で指定してください。"))
    return database


def _fill(site: Site) -> None:
    """A SQLite file is checked; a dump goes into the database named for it, which must be empty."""
    if site.database == "sqlite":
        with closing(sqlite3.connect(site.folder / DATABASE)) as file:
            if file.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise BadArchive("the database is damaged")
            if file.execute("SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')").fetchall():
                raise BadArchive("the database holds triggers or views, which civic never makes")
        return
    sites = Sites(site.folder.parent.parent)
    try:
        if inspect(sites.engines(site)[0]).get_table_names():
            fail(_("--database のデータベースが空ではありません。"))
    finally:
        sites.close()
    dump = site.folder / DUMP
    _postgresql("pg_restore", site.database, "--no-owner", "--exit-on-error", "--single-transaction", str(dump))
    dump.unlink()


def _park(temporary: Path, site: Site) -> None:
    """Before the city is put in place, so that no worker ever sees a job that waits."""
    sites = Sites(temporary)
    try:
        if not inspect(sites.engines(site)[0]).has_table("job"):
            raise BadArchive("the database is not one of civic")
        waiting = col(Job.state).in_((JobState.WAITING, JobState.RUNNING))
        with Session(sites.engines(site)[1]) as db, db.begin():
            db.execute(update(Job).where(waiting).values(state=JobState.PARKED, leased_until=None))
    finally:
        sites.close()


def register(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)
