"""Doors for readers: the result as page and files, its older versions, the words as they were sent."""

from starlette.responses import Response

from civic.errors import NotFound
from civic.i18n import gettext, sentence
from civic.rooms.judging import blacked_out
from civic.rooms.models import Room
from civic.submissions import queries, tables
from civic.submissions.models import CommentResult
from civic.submissions.pages.sending import comment_room
from civic.submissions.queries import PAGE, Table
from civic.web.page import page
from civic.web.show import jdate
from civic.web.visit import Visit

KINDS = {
    "csv": ("text/csv; charset=utf-8", tables.as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", tables.as_xlsx),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", tables.as_docx),
}


def _published(visit: Visit, number: int) -> tuple[Room, CommentResult]:
    room = comment_room(visit)
    found = queries.published_result(visit.db, room.id, number)
    if found is None:
        raise NotFound("submissions.no_result_yet")
    return room, found


def _shown(visit: Visit, number: int) -> Response:
    room, result = _published(visit, number)
    return visit.render(
        "submissions/result.html",
        room=room,
        result=result,
        table=Table.thawed(queries.shown_table(visit.db, room, result)),
        versions=queries.published_results(visit.db, room.id),
    )


@page()
def result(visit: Visit) -> Response:
    """意見の概要と市の考え方, the newest version."""
    return _shown(visit, 0)


@page()
def result_version(visit: Visit) -> Response:
    """A version by its number; it stays at its address."""
    return _shown(visit, visit.number("number"))


def sheet_of(table: Table, result: CommentResult) -> tables.Sheet:
    head = [
        (gettext("意見を募った案"), table.draft), (gettext("募集期間"), " ～ ".join(map(jdate, table.period))),
        (gettext("提出できる人"), sentence(f"rooms.eligibility.{table.eligibility}")),
        (gettext("提出方法"), "、".join(_channel(*one) for one in table.channels) or gettext("なし")),
        (gettext("提出件数"), str(table.submissions)), (gettext("異なる意見"), str(table.different)),
        (gettext("反映した件数"), str(table.adopted)),
        (gettext("結果"), sentence(f"submissions.decision.{result.decision}")),
        (gettext("説明"), result.account), (gettext("数について"), gettext("件数は投票の数ではありません。件数の多い少ないで採否を決めず、意見の中身で考えました。")),
    ]  # fmt: skip
    if table.period_reason:
        head.insert(2, (gettext("期間を短くした理由"), table.period_reason))
    if table.submitters is not None:
        head.insert(-6, (gettext("提出者数"), str(table.submitters)))
    headings = [
        gettext("番号"), gettext("該当箇所"), gettext("意見の概要"), gettext("件数"), gettext("市の考え方"),
        gettext("反映区分"), gettext("修正箇所"),
    ]  # fmt: skip
    rows = [_cells(row) for row in table.rows]
    rows += [["－", "", reason, str(n), gettext("対象外"), "", ""] for reason, n in table.outside]
    return tables.Sheet(f"{table.title}　{gettext('意見の概要と市の考え方')}", head, headings, rows)


def _channel(name: str, count: int) -> str:
    return f"{sentence(f'submissions.channel.{name}')} {gettext('{n}件').format(n=f'{count:,}')}"


def _cells(row: queries.Row) -> list[str]:
    next_step = gettext("次に行う日 {day}").format(day=jdate(row.next_day)) if row.next_day else ""
    answer = "\n".join(one for one in (row.answer, row.ground, next_step) if one)
    before = gettext("修正前：") + row.before_text if row.before_text else ""
    after = gettext("修正後：") + row.after_text if row.after_text else ""
    changed = "\n".join(one for one in (row.source, before, after) if one)
    category = sentence(f"submissions.category.{row.category}") if row.category else ""
    return [str(row.position), row.place, row.summary, str(row.count), answer, category, changed]


@page()
def result_file(visit: Visit) -> Response:
    """The same table to take away."""
    room, found = _published(visit, visit.number("number"))
    kind = visit.text("kind")
    if kind not in KINDS:
        raise NotFound
    media, write = KINDS[kind]
    data = write(sheet_of(Table.thawed(queries.shown_table(visit.db, room, found)), found))
    name = f"comment-{room.id}-{found.number}.{kind}"
    return Response(data, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@page()
def originals(visit: Visit) -> Response:
    """What was sent, in the order it came, open once the result is published; places that name a person are black."""
    room, result = _published(visit, 0)
    chosen = visit.query_number("opinion") or None
    found = queries.publishable_texts(visit.db, room.id, chosen, visit.query_number("after"))
    shown = [
        (text.id, blacked_out(text.body, tuple((a, b) for a, b in text.masks), 0) if consents else "", count, text)
        for text, count, consents in found[:PAGE]
    ]
    positions = {row.opinion_id: row.position for row in Table.thawed(result.frozen).rows}
    return visit.render(
        "submissions/originals.html",
        room=room,
        texts=shown,
        positions=positions,
        chosen=chosen,
        next=found[PAGE - 1][0].id if len(found) > PAGE else 0,
    )
