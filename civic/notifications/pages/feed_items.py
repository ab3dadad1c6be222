"""What each kind of published thing looks like as an item of a feed."""

from collections.abc import Iterable
from datetime import date, datetime

from markupsafe import escape

from civic import clock
from civic.i18n import gettext, sentence
from civic.library.queries import NewDocument
from civic.notifications.feeds import Item
from civic.responses.queries import Answer
from civic.review.queries import Logged
from civic.rooms.queries import NewPost, NewRoom
from civic.search.queries import Row
from civic.web.show import jdate, render
from civic.web.urls import url

# For a find without a date; a feed's item must have one, and it must not change.
UNDATED = date(2000, 1, 1)


def kind_name(kind: str) -> str:
    return sentence(f"library.kind.{kind}")


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


def posts(found: Iterable[NewPost]) -> list[Item]:
    return [
        Item(
            path=url("rooms.post", post_id=one.id),
            title=_post_title(one),
            html=one.html,
            published_at=one.created_at,
            updated_at=one.edited_at or one.created_at,
            author=one.display_name,
            tags=(one.room_title, sentence(f"rooms.type.{one.type}")),
        )
        for one in found
    ]


def _post_title(post: NewPost) -> str:
    title = post.thread_title or gettext("{n}番").format(n=post.id)
    if post.is_reply:
        title = gettext("「{title}」への返信").format(title=title)
    return f"{title} - {post.room_title}"


def rooms(found: Iterable[NewRoom]) -> list[Item]:
    return [
        Item(
            path=url("rooms.room", room_id=one.id),
            title=gettext("会議室「{title}」").format(title=one.title),
            html=_paragraphs(one.purpose),
            published_at=one.announced_at,
            updated_at=one.announced_at,
            tags=(gettext("会議室"),),
        )
        for one in found
    ]


def answers(found: Iterable[Answer]) -> list[Item]:
    return [
        Item(
            path=url("responses.answer", response_id=one.response_id),
            title=gettext("市の回答：{title}").format(title=one.question or one.room_title),
            html=render("feeds/_answer.html", answer=one),
            published_at=one.published_at,
            updated_at=one.published_at,
            author=one.section_name,
            tags=(one.room_title, gettext("市の回答")),
        )
        for one in found
    ]


def documents(found: Iterable[NewDocument]) -> list[Item]:
    return [
        Item(
            path=url("library.document", key=one.key),
            title=one.title,
            html=_paragraphs(_document_facts(one)),
            published_at=one.published_at,
            updated_at=one.published_at,
            tags=(kind_name(one.kind),),
        )
        for one in found
    ]


def _document_facts(one: NewDocument) -> str:
    facts = [
        kind_name(one.kind),
        jdate(one.dated_on),
        gettext("第{n}版").format(n=one.version) if one.version > 1 else "",
    ]
    return "　".join(fact for fact in facts if fact)


def acts(found: Iterable[Logged]) -> list[Item]:
    return [
        Item(
            path=url("review.act", act_id=one.act_id),
            title=gettext("第{n}号 {what}").format(n=one.act_id, what=sentence(f"review.kind.{one.kind}")),
            html=_paragraphs(
                gettext("会議室「{title}」").format(title=one.room_title),
                gettext("ルール第{n}条").format(n=one.article) if one.article else "",
            ),
            published_at=one.decided_at,
            updated_at=one.decided_at,
            tags=(sentence(f"review.kind.{one.kind}"),),
        )
        for one in found
    ]


def found(rows: Iterable[Row]) -> list[Item]:
    """Results of a search; the words looked for stay marked in none of them, a feed is read elsewhere."""
    return [
        Item(
            path=row.source.path,
            title=" ".join(filter(None, (row.source.title, row.source.where))),
            html=_paragraphs("".join(text for text, _is_hit in row.snippet)),
            published_at=_moment(row.source.on),
            updated_at=_moment(row.source.on),
            author=row.source.who,
        )
        for row in rows
    ]


def _moment(day: date | None) -> datetime:
    return clock.start_of(day or UNDATED)
