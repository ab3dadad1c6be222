"""What every command shares: the sites, choosing one, saying what was done and failing clearly."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from civic import i18n
from civic.config import Config, config
from civic.errors import CivicError
from civic.logs import keep_stdout_clean
from civic.sites import Site, Sites

# Texts and file names are shown as they are: rich would read [brackets] as markup and :words: as pictures.
out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)

SiteOption = Annotated[
    str, typer.Option("--site", help="市の短い名前。市が一つだけなら要りません。/ The city's short name.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="プログラム向けに出力します。/ Print what a program would read.")
]


def terminal_language() -> str:
    """Japanese on a Japanese terminal, English elsewhere, as the locale settings say (POSIX order)."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "ja" if named.startswith("ja") else "en"


@contextlib.contextmanager
def _speaking() -> Iterator[None]:
    token = i18n.language.set(terminal_language())
    try:
        yield
    finally:
        i18n.language.reset(token)


def gettext(message: str, **data: object) -> str:
    """A sentence of the catalogue in the terminal's language, filled with `data`."""
    with _speaking():
        text = i18n.gettext(message)
    return text.format(**data) if data else text


def sentence(code: str, data: Mapping[str, object] | None = None) -> str:
    """The sentence of a code in the terminal's language."""
    with _speaking():
        return i18n.sentence(code, data)


_ = gettext


def fail(said: str, code: int = 1) -> NoReturn:
    """One sentence on stderr and a non-zero exit."""
    err.print(said, style="red")
    raise typer.Exit(code)


def settings() -> Config:
    """The deployment's settings, or a sentence when one of them cannot be read."""
    try:
        return config()
    except ValueError as wrong:
        fail(_("環境変数の設定を読み取れません（{why}）。docs/settings.md を見てください。", why=wrong))


def found_sites(pool_size: int = 5) -> Sites:
    """The sites of CIVIC_HOME; a folder that is damaged is a sentence."""
    home = settings().home
    try:
        return Sites(home, pool_size)
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        fail(_("{home} にある市の設定を読み取れません（{why}）。", home=home / "sites", why=repr(wrong)))


@contextlib.contextmanager
def open_sites() -> Iterator[Sites]:
    """The sites of CIVIC_HOME, closed afterwards; refusals and a database that does not answer become one sentence."""
    keep_stdout_clean()
    sites = found_sites()
    try:
        yield sites
    except CivicError as error:
        fail(sentence(error.code, error.data))
    except DBAPIError as error:
        # Only the driver's own words: SQLAlchemy's message repeats the values of the statement.
        why = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
        fail(_("データベースを使えません（{why}）。調べるには：civic doctor", why=why))
    finally:
        sites.close()


def choose(sites: Sites, slug: str) -> Site:
    """The named site, or the only one."""
    if slug:
        return sites.get(slug)
    if len(sites.all) == 1:
        return next(iter(sites.all.values()))
    if not sites.all:
        fail(no_city())
    fail(_("市がいくつかあります。--site で選んでください：{names}", names=", ".join(sites.all)))


def no_city() -> str:
    """What to do where no city was set up yet."""
    home = settings().home
    return _(
        "{home} にはまだ市がありません。見本の市を作るには：civic demo　市を加えるには：civic site add --help",
        home=home,
    )


@contextlib.contextmanager
def reading(sites: Sites, site: Site) -> Iterator[Session]:
    with Session(sites.engines(site)[0]) as db:
        yield db


@contextlib.contextmanager
def writing(sites: Sites, site: Site) -> Iterator[Session]:
    """One batch: committed when it ends, rolled back when it raises."""
    with Session(sites.engines(site)[1], expire_on_commit=False) as db, db.begin():
        yield db


def progress() -> Progress:
    """Shown on a terminal only, on stderr, so that output can be piped."""
    return Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=err, disable=not err.is_terminal, transient=True,
    )  # fmt: skip


def print_json(value: object) -> None:
    """One JSON value on one line, Japanese as it is; a broken half of a character pair is escaped."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(value, default=str)
    typer.echo(text)
