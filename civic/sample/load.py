"""Makes the sample city みほん市: its story played through the verbs, day by day, as its people; and prints its accounts."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pyotp
from rich.table import Table
from sqlmodel import Session, col, delete, select

from civic import clock, migrations, worker
from civic import sites as site_module
from civic.accounts.models import Person
from civic.config import config
from civic.index import store
from civic.jobs import Job
from civic.library import jobs as library_jobs
from civic.registry import jobs as registry_jobs
from civic.responses import jobs as response_jobs
from civic.rooms import jobs as room_jobs
from civic.sample import (
    acts,
    answers,
    area,
    cases,
    comments,
    documents,
    following,
    founding,
    letters,
    notices,
    posts,
    records,
    registry,
    rooms,
    summaries,
)
from civic.sample.founding import PASSWORD
from civic.sample.story import Event, Story, facts
from civic.sample.story import rows as sample_rows
from civic.sites import Site, Sites

SLUG = "mihon"
# Beside the finished cities, so that the last step is one rename; what an interrupted load left here is thrown away.
UNFINISHED = ".sample-being-made"
PARTS = (
    founding, documents, rooms, posts, acts, cases, answers, comments, registry, following, notices, summaries, records,
    letters, area,
)  # fmt: skip
# The first people of the file: one for each role.
SAMPLE_ACCOUNTS = 12
ROLES = {
    "facilitator": "進行役", "room_manager": "会議室管理者", "moderator": "投稿の確認", "drafter": "起案者",
    "approver": "決裁者", "registry_officer": "登録の担当", "auditor": "監査", "city_manager": "総括管理者",
    "system_manager": "システム管理者",
}  # fmt: skip

Progress = Callable[[int, int], None]


def load_sample(home: Path, base_url: str, progress: Progress | None = None) -> Site:
    """The city is there whole or not at all. `progress` is told (done, of how many)."""
    unfinished = home / UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        made = make_city(unfinished, base_url, progress or (lambda done, total: None))
        folder = home / "sites" / SLUG
        folder.parent.mkdir(parents=True, exist_ok=True)
        made.folder.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Sites(home).get(SLUG)


def make_city(home: Path, base_url: str, progress: Progress) -> Site:
    city = facts()
    site = site_module.add(home, SLUG, city["name"], city["code"], base_url)
    migrations.upgrade(site)
    sites = Sites(home)
    try:
        play(Story(site, sites, clock.today()), progress)
        catch_up(sites, site)
    finally:
        store.forget(site)
        sites.close()
    return site


def play(story: Story, progress: Progress) -> None:
    """In the order in which it happened; of two things at one moment, the one named first."""
    told: list[Event] = [event for part in PARTS for event in part.events(story)]
    told.sort(key=lambda event: event.at)
    try:
        for done, event in enumerate(told, start=1):
            story.play(event)
            progress(done, len(told))
    finally:
        clock.set_source(None)


def catch_up(sites: Sites, site: Site) -> None:
    """What the worker of a running city would have done meanwhile: the rounds of the day, mail, index. The index is
    filled in one go instead of post by post, which took half of the time."""
    worker.load_jobs()
    worker.plan_rounds(sites, site, is_new_day=True)
    _drop_index_jobs(sites, site)
    while worker.drain(sites, site):
        pass
    engine = store.engine_for(site)
    with Session(sites.engines(site)[0]) as db:
        for wing in (library_jobs, room_jobs, response_jobs, registry_jobs):
            engine.put(wing.all_cards(db))
    engine.commit()


def _drop_index_jobs(sites: Sites, site: Site) -> None:
    with Session(sites.engines(site)[1]) as db, db.begin():
        db.execute(delete(Job).where(col(Job.name).contains(".index_")))


def accounts_table(home: Path | None = None) -> Table:
    """One sample account for each role, with the one-time code of this moment; fits a terminal of 80 columns."""
    people = sample_rows("people")[:SAMPLE_ACCOUNTS]
    sites = Sites(home or config().home)
    try:
        with Session(sites.engines(sites.get(SLUG))[0]) as db:
            secrets = dict(
                db.exec(select(Person.email, Person.totp_secret).where(col(Person.email).is_not(None))).all()
            )
    finally:
        sites.close()
    table = Table(
        title=f"見本の口座　パスワードは全員 {PASSWORD}",
        caption="確認コードは30秒ごとに変わります。もう一度 civic demo とすると、今のコードが出ます。",
    )
    for heading in ("役割", "メールアドレス（下は認証アプリの鍵）", "確認コード"):
        table.add_column(heading, no_wrap=True)
    for row in people:
        secret = secrets.get(row["email"])
        code = pyotp.TOTP(secret).at(clock.now()) if secret else "いりません"
        table.add_row(_roles(row["roles"]), row["email"] + (f"\n{secret}" if secret else ""), code)
    return table


def _roles(roles: list[dict[str, str]]) -> str:
    return "・".join(dict.fromkeys(ROLES[one["role"]] for one in roles)) or "市民"
