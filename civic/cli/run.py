"""civic serve, work, migrate, demo."""

import os
import signal
import socket
import threading
from typing import Annotated, NoReturn

import typer
import uvicorn

from civic import migrations
from civic.app import make_app
from civic.cli.terminal import SiteOption, choose, err, fail, found_sites, no_city, open_sites, out, progress, settings
from civic.cli.terminal import gettext as _
from civic.config import Config
from civic.logs import set_up_logs
from civic.sample.load import SLUG, accounts_table, load_sample
from civic.sites import Sites
from civic.worker import Worker

# Seconds in which running requests may end before the server leaves.
GRACE = 20
# One connection for each thread that answers a request.
WEB_POOL = 40


def _ready_sites() -> Sites:
    """Logs on, and the cities to serve; says what is missing before anything is started."""
    try:
        set_up_logs()
    except ValueError as wrong:
        fail(_("環境変数の設定を読み取れません（{why}）。docs/settings.md を見てください。", why=wrong))
    sites = found_sites(WEB_POOL)
    if not sites.all:
        fail(no_city())
    late = [site.slug for site in sites.all.values() if not migrations.is_current(site)]
    if late:
        fail(_("データベースが今の版ではありません（{names}）。先に：civic migrate", names=", ".join(late)))
    return sites


def _listen(deployment: Config) -> socket.socket:
    """The port is taken first, so that a second server fails with a sentence and starts nothing."""
    host, port = os.environ.get("HOST", "127.0.0.1"), deployment.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    why = _("0から65535までの番号にしてください")
    if 0 <= port <= 65535:
        try:
            return socket.create_server((host, port), family=family, backlog=2048)
        except OSError as error:
            why = error.strerror or str(error)
    said = _(
        "{host} の {port} 番では待ち受けられません（{why}）。ほかの番号なら：PORT=8001 civic serve",
        host=host,
        port=port,
        why=why,
    )
    return fail(said)


def server_settings(deployment: Config, sites: Sites) -> uvicorn.Config:
    """Forwarded headers count only when a proxy was named, and only from it; uvicorn alone would believe 127.0.0.1."""
    return uvicorn.Config(
        make_app(sites),
        http="httptools",
        loop="uvloop",
        server_header=False,
        proxy_headers=bool(deployment.trusted_proxies),
        forwarded_allow_ips=list(deployment.trusted_proxies),
        timeout_graceful_shutdown=GRACE,
        log_config=None,
        access_log=False,
    )


def _leave(*_signal: object) -> NoReturn:
    """uvicorn raises SIGTERM again when it has ended: leave the ordinary way, so that the worker ends its job."""
    raise SystemExit(0)


def serve(
    web_only: Annotated[
        bool, typer.Option("--web-only", help="作業係なし（civic work で動かします）。/ Without the worker.")
    ] = False,
) -> None:
    """すべての市の画面を出します（作業係つき）。/ Serve all cities: web, and the worker beside it.

    Example: PORT=8000 civic serve
    """
    deployment, sites = settings(), _ready_sites()
    listening = _listen(deployment)
    signal.signal(signal.SIGTERM, _leave)
    worker = None if web_only else Worker(Sites(deployment.home))
    if worker:
        worker.start()
    host, port = listening.getsockname()[:2]
    err.print(_("{names} を http://{host}:{port}/ で動かしています。", names=_names(sites), host=host, port=port))
    try:
        uvicorn.Server(server_settings(deployment, sites)).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()
        if worker:
            worker.stop()
            worker.sites.close()


def _names(sites: Sites) -> str:
    return ", ".join(site.name for site in sites.all.values())


def work() -> None:
    """作業係を動かします（メール、索引、毎日の仕事）。/ Run the worker: mail, index, daily rounds.

    Example: civic work
    """
    sites = _ready_sites()
    worker = Worker(sites)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stopped.set())
    worker.start()
    err.print(_("{names} の作業係が動いています。Ctrl-C で、今の仕事を終えてから止まります。", names=_names(sites)))
    stopped.wait()
    worker.stop()
    sites.close()


def migrate(site: SiteOption = "") -> None:
    """データベースを今の版にします。/ Bring databases up to date.

    Example: civic migrate
    """
    with open_sites() as sites:
        chosen = [choose(sites, site)] if site else list(sites.all.values())
        if not chosen:
            out.print(no_city())
        for one in chosen:
            try:
                before, after = migrations.upgrade(one)
            except migrations.CannotMigrate as error:
                fail(_("{name} のデータベースは変えていません。{why}", name=one.slug, why=error))
            if before == after:
                out.print(_("{name}：今の版です。", name=one.slug))
            else:
                was = before or _("空の状態")
                out.print(_("{name}：{before} から {after} にしました。", name=one.slug, before=was, after=after))


def demo(
    serve_it: Annotated[bool, typer.Option("--serve", help="続けて画面を出します。/ Serve it afterwards.")] = False,
) -> None:
    """見本の市「みほん市」を（なければ）作り、口座を示します。/ Make the sample city if there is none; print its accounts.

    Example: civic demo --serve
    """
    deployment = settings()
    if SLUG not in found_sites().all:
        with progress() as bar:
            task = bar.add_task(_("見本の市を作っています"), total=None)
            load_sample(
                deployment.home,
                f"http://localhost:{deployment.port}",
                lambda done, total: bar.update(task, completed=done, total=total),
            )
    migrate(SLUG)
    out.print(_("みほん市（見本）：http://localhost:{port}/", port=deployment.port))
    out.print(accounts_table(deployment.home))
    if serve_it:
        serve()


def register(app: typer.Typer) -> None:
    for command in (serve, work, migrate, demo):
        app.command()(command)
