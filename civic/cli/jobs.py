"""civic jobs list, retry, drop, release."""

from typing import Annotated

import typer
from sqlmodel import Session, col, select

from civic import clock
from civic.cli.terminal import JsonOption, SiteOption, choose, fail, open_sites, out, print_json, reading, writing
from civic.cli.terminal import gettext as _
from civic.jobs import Job, JobState

group = typer.Typer(help="待っている仕事と失敗した仕事。/ Work that waits or failed.", no_args_is_help=True)
Number = Annotated[
    int, typer.Argument(min=1, max=2**31 - 1, help="civic jobs list に出る番号。/ From civic jobs list.")
]


@group.command("list")
def list_(
    site: SiteOption = "",
    failed: Annotated[bool, typer.Option("--failed", help="失敗したものだけ。/ Only those that failed.")] = False,
    json: JsonOption = False,
) -> None:
    """仕事の一覧です。/ List jobs.

    Example: civic jobs list --failed --json
    """
    with open_sites() as sites, reading(sites, choose(sites, site)) as db:
        query = select(Job).order_by(col(Job.run_at), col(Job.id))
        jobs = db.exec(query.where(col(Job.state) == JobState.FAILED) if failed else query).all()
        for job in jobs:
            row = {"id": job.id, "name": job.name, "key": job.key, "state": job.state.value, "tries": job.tries}
            if json:
                print_json({**row, "run_at": job.run_at.isoformat(), "error": job.last_error})
            else:
                out.print("  ".join(str(v) for v in row.values()) + (f"  {job.last_error}" if job.last_error else ""))
        if not jobs and not json:
            out.print(_("失敗した仕事はありません。") if failed else _("待っている仕事はありません。"))


def _idle_job(db: Session, number: int) -> Job:
    """A job that no worker is running at this moment."""
    job = db.get(Job, number)
    if job is None:
        fail(_("{number} 番の仕事はありません。一覧は：civic jobs list", number=number))
    if job.state is JobState.RUNNING and job.leased_until is not None and job.leased_until > clock.now():
        fail(_("{number} 番の仕事は、いま動いています。終わるのを待ってください。", number=number))
    return job


@group.command()
def retry(number: Number, site: SiteOption = "") -> None:
    """失敗した仕事をもう一度動かします。/ Let a failed job run again.

    Example: civic jobs retry 12
    """
    with open_sites() as sites, writing(sites, choose(sites, site)) as db:
        job = _idle_job(db, number)
        job.state, job.tries, job.run_at, job.leased_until = JobState.WAITING, 0, clock.now(), None
        db.add(job)
        out.print(_("もう一度動かします：{name} {key}", name=job.name, key=job.key))


@group.command()
def drop(number: Number, site: SiteOption = "") -> None:
    """仕事を取り消します（元に戻せません）。/ Remove a job for good.

    Example: civic jobs drop 12
    """
    with open_sites() as sites, writing(sites, choose(sites, site)) as db:
        job = _idle_job(db, number)
        db.delete(job)
        out.print(_("取り消しました：{name} {key}", name=job.name, key=job.key))


@group.command()
def release(site: SiteOption = "") -> None:
    """復元のあと止めてある仕事（メールなど）を動かします。/ Let the jobs run that a restore parked (mail among them).

    Example: civic jobs release
    """
    with open_sites() as sites, writing(sites, choose(sites, site)) as db:
        parked = db.exec(select(Job).where(col(Job.state) == JobState.PARKED)).all()
        for job in parked:
            job.state = JobState.WAITING
            db.add(job)
        out.print(_("{count}件の仕事を動かします。", count=len(parked)))


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="jobs")
