"""What the sample city owes the people in its files: a request for disclosure on its way, and a small breach told to the end."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlmodel import col, select

from civic.city.actions import change_setting
from civic.clock import today
from civic.db import Db
from civic.records.actions import incidents, requests
from civic.records.forms import AskData, DraftReport, RecordIncident
from civic.records.models import DataRequest, Incident
from civic.records.purposes import current
from civic.records.states import ReportStage, RequestKind
from civic.sample.story import Event, Story

WRITER, MANAGER, RESIDENT = "system_manager", "city_manager", "resident"
TOLD = (
    (ReportStage.FIRST, 60, "（見本）お知らせのメールを、2人の方に、おたがいのアドレスが見える形で送りました。おわびします。"
     "同じ送り方をやめ、ほかに例がないかを調べています。お問い合わせは企画課へどうぞ。"),
    (ReportStage.FINAL, 52, "（見本）調べたところ、ほかに例はありませんでした。お二人にはおわびをし、アドレスの削除を確かめました。"
     "一人ずつ送る仕組みに変え、職員の研修をしました。これで最終の報告とします。"),
)  # fmt: skip


def events(story: Story) -> Iterator[Event]:
    yield Event(story.moment(61, "16:00"), partial(record, story))
    for stage, days_ago, text in TOLD:
        yield Event(story.moment(days_ago, "17:00"), partial(tell, story, stage, text))
    yield Event(story.moment(12, "20:10"), partial(ask, story))
    yield Event(story.moment(9, "10:30"), partial(check, story))


def record(story: Story, db: Db, now: datetime) -> None:
    manager = story.actor(db, MANAGER, now)
    change_setting(db, manager, "records.section", "企画課", now)
    form = RecordIncident(
        title="（見本）お知らせメールのアドレスの表示について", found_on=today(now), happened="宛先の欄に2人のアドレスを入れて送った。",
        data_kinds="メールアドレス", people_count=2,
    )  # fmt: skip
    incidents.record_incident(db, story.actor(db, WRITER, now), form, now)


def tell(story: Story, stage: ReportStage, text: str, db: Db, now: datetime) -> None:
    incident = db.exec(select(Incident).order_by(col(Incident.id))).first()
    if incident is None:
        raise ValueError("the breach was not recorded")
    form = DraftReport(stage=stage, text=text)
    report = incidents.draft_report(db, story.actor(db, WRITER, now), incident, form, now)
    incidents.publish_report(db, story.actor(db, MANAGER, now), report, now)


def ask(story: Story, db: Db, now: datetime) -> None:
    form = AskData(
        kind=RequestKind.DISCLOSURE, name="見本 市民", address="東京都みほん市中央1-2-3",
        text="わたしの投稿への対応の記録を見たいです。", notice_version=current("requests"), once="sample-request-1",
    )  # fmt: skip
    requests.ask_data(db, story.actor(db, RESIDENT, now), form, now)


def check(story: Story, db: Db, now: datetime) -> None:
    request = db.exec(select(DataRequest).order_by(col(DataRequest.id))).first()
    if request is None:
        raise ValueError("nobody asked")
    requests.check_identity(db, story.actor(db, MANAGER, now), request, "運転免許証（窓口）", request.rev, now)
