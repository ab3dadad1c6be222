"""Rows for tests, written without verbs: rooms, posts, documents."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, select

from civic import ledger
from civic.library.models import Document, DocumentKind, DocumentVersion, Unit, VersionState
from civic.markup import render
from civic.rooms.models import AnswerUnit, PolicyStage, Post, PostState, PostType, Room, RoomKind
from civic.rooms.states import RoomState
from tests import cast


def room(db: Session, **changes: Any) -> Room:
    """A board of the parks section that is open now and answers every post."""
    facts: dict[str, Any] = {
        "kind": RoomKind.DELIBERATION, "state": RoomState.ANNOUNCED, "title": "中央公園の使い方を考える",
        "purpose": "公園の改修に向けて意見を聞きます。", "policy_stage": PolicyStage.OUTLINE, "decider": "市長",
        "section_id": cast.PARKS, "rule_version": 1, "answer_unit": AnswerUnit.POST, "due_days": 10,
        "publish_place": "この会議室", "reflection_scheme": "A-E",
        "opens_at": cast.NOW - timedelta(days=7), "closes_at": cast.NOW + timedelta(days=28),
        "planned_answer_on": date(2027, 2, 1), "no_documents_reason": "構想の前のため", "drafted_by": 4,
        "approved_by": 9, "announced_at": cast.NOW - timedelta(days=14),
    }  # fmt: skip
    made = Room(**(facts | changes))
    db.add(made)
    db.flush()
    return made


def post(db: Session, room: Room, author: str = "resident", parent: Post | None = None, **changes: Any) -> Post:
    """A published post at the end of its thread."""
    body = changes.pop("body", "遊具を新しくしてほしいです。")
    count = len(db.exec(select(Post).where(Post.room_id == room.id)).all()) + 1
    key = f"{parent.order_key}.{count:06d}" if parent else f"{count:06d}"
    facts: dict[str, Any] = {
        "room_id": room.id, "thread_id": (parent.thread_id or parent.id) if parent else None,
        "parent_id": parent.id if parent else None, "order_key": key, "depth": parent.depth + 1 if parent else 1,
        "title": "" if parent else "遊具について", "author_id": cast.IDS[author], "display_name": f"{author}さん",
        "type": PostType.OPINION, "state": PostState.PUBLISHED, "body": body, "html": render(body), "salt": "s",
        "digest": ledger.digest("s", changes.get("title", "" if parent else "遊具について"), body), "rule_version": 1, "once": f"once-{count}", "created_at": cast.NOW,
    }  # fmt: skip
    made = Post(**(facts | changes))
    db.add(made)
    db.flush()
    if parent is None:
        made.thread_id = made.id
        db.add(made)
        room.thread_count += 1
    room.post_count += 1
    db.add(room)
    db.flush()
    return made


def document(
    db: Session, key: str = "plan-1", texts: tuple[str, ...] = ("公園の整備を進めます。",), **changes: Any
) -> Document:
    """A published document with one unit per text."""
    facts: dict[str, Any] = {
        "key": key, "kind": DocumentKind.PLAN, "title": "総合計画", "created_at": cast.NOW, "unit_count": len(texts),
        "dated_on": date(2026, 4, 1),
    }  # fmt: skip
    made = Document(**(facts | changes))
    db.add(made)
    db.flush()
    version = DocumentVersion(
        document_id=made.id, number=1, state=VersionState.PUBLISHED, sha256="0" * 64, retrieved_at=cast.NOW,
        published_at=cast.NOW, unread=[], drafted_by=8, approved_by=9,
    )  # fmt: skip
    db.add(version)
    db.flush()
    for seq, text in enumerate(texts, start=1):
        db.add(Unit(document_id=made.id, version_id=version.id, seq=seq, path=str(seq), label=f"{seq}", text=text))
    made.current_version_id = version.id
    db.add(made)
    db.flush()
    return made
