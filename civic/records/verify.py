"""Does the ledger hold, and does every text still say what its entry in the ledger was written for?"""

import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from civic import ledger
from civic.ledger import LedgerEntry, PublishedHead
from civic.records.jobs import HEADS_FILE
from civic.responses.models import ResponseVersion
from civic.review.models import Act
from civic.rooms.models import Post, PostRevision, PostState
from civic.submissions.models import CommentResult, ResultState

Break = tuple[str, str]


def verify(db: Session, site_folder: Path) -> Iterator[Break]:
    """Every place that does not hold, as (code of the catalogue, where). None: all holds."""
    for gap in ledger.verify_chain(db):
        yield gap.code, f"ledger:{gap.seq}"
    yield from _heads_outside(db, site_folder / HEADS_FILE)
    recorded = _recorded(db)
    for check in (_posts, _acts, _answers, _comment_results):
        yield from check(db, recorded)
    yield from (("ledger.missing_row", where) for where in sorted(recorded))


def _heads_outside(db: Session, path: Path) -> Iterator[Break]:
    """Heads were published to a file outside the database too: a chain rewritten whole does not match it."""
    if not path.exists():
        if db.execute(select(col(PublishedHead.id)).limit(1)).first():
            yield "ledger.heads_file_missing", path.name
        return
    for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1):
        try:
            head = json.loads(line)
            seq, shown = int(head["seq"]), str(head["hash"])
        except (ValueError, KeyError, TypeError):
            yield "ledger.heads_file_broken", f"{path.name}:{number}"
            continue
        entry = db.get(LedgerEntry, seq)
        if entry is None or entry.hash != shown:
            yield "ledger.published_head_differs", f"ledger:{seq}"


def _recorded(db: Session) -> dict[str, str]:
    """The digest the ledger holds for each text, by where it stands; of several the last. A post's texts are kept by
    revision."""
    found: dict[str, str] = {}
    rows = select(col(LedgerEntry.target), col(LedgerEntry.data)).order_by(col(LedgerEntry.seq))
    for target, data in db.execute(rows.execution_options(yield_per=500)):
        digest = data.get("digest")
        if not isinstance(digest, str):
            continue
        if "act" in data:
            found[f"act:{data['act']}"] = digest
        elif target.startswith("post:"):
            found[f"{target}/revision:{data.get('revision', 1)}"] = digest
        elif target.startswith("response:"):
            found[f"{target}/version:{data.get('version', 1)}"] = digest
        elif target.startswith("room:") and "decision" in data:
            found[f"{target}/result:{data.get('version', 1)}"] = digest
    return found


def _compare(where: str, made: str, stored: str, recorded: dict[str, str]) -> Iterator[Break]:
    """The text against the digest beside it, and that against the ledger's: whoever changes both is found too."""
    known = recorded.pop(where, None)
    if made != stored:
        yield "ledger.changed_text", where
    elif known is None:
        yield "ledger.unrecorded_text", where
    elif known != stored:
        yield "ledger.changed_text", where


def _posts(db: Session, recorded: dict[str, str]) -> Iterator[Break]:
    """Posts and what they said before. A purged post has no text left to compare."""
    posts = select(
        col(Post.id), col(Post.revision), col(Post.salt), col(Post.title), col(Post.body), col(Post.digest),
        col(Post.state),
    ).order_by(col(Post.id))  # fmt: skip
    for id_, number, salt, title, body, digest, state in db.execute(posts.execution_options(yield_per=500)):
        if state is PostState.PURGED:
            for where in [f"post:{id_}/revision:{earlier}" for earlier in range(1, number + 1)]:
                recorded.pop(where, None)
            continue
        yield from _compare(f"post:{id_}/revision:{number}", ledger.digest(salt, title, body), digest, recorded)
    revisions = select(
        col(PostRevision.post_id), col(PostRevision.number), col(PostRevision.salt), col(PostRevision.title),
        col(PostRevision.body), col(PostRevision.digest),
    ).order_by(col(PostRevision.id))  # fmt: skip
    for post_id, number, salt, title, body, digest in db.execute(revisions.execution_options(yield_per=500)):
        yield from _compare(f"post:{post_id}/revision:{number}", ledger.digest(salt, title, body), digest, recorded)


def _acts(db: Session, recorded: dict[str, str]) -> Iterator[Break]:
    acts = select(col(Act.id), col(Act.salt), col(Act.reason), col(Act.digest)).order_by(col(Act.id))
    for id_, salt, reason, digest in db.execute(acts.execution_options(yield_per=500)):
        yield from _compare(f"act:{id_}", ledger.digest(salt, reason), digest, recorded)


def _answers(db: Session, recorded: dict[str, str]) -> Iterator[Break]:
    """Every version of every answer, drafts too: each was written by somebody, at a time, in the ledger."""
    versions = select(
        col(ResponseVersion.response_id), col(ResponseVersion.number), col(ResponseVersion.salt),
        col(ResponseVersion.body), col(ResponseVersion.digest),
    ).order_by(col(ResponseVersion.id))  # fmt: skip
    for response_id, number, salt, body, digest in db.execute(versions.execution_options(yield_per=500)):
        yield from _compare(f"response:{response_id}/version:{number}", ledger.digest(salt, body), digest, recorded)


def _comment_results(db: Session, recorded: dict[str, str]) -> Iterator[Break]:
    """Published tables of 意見の概要と市の考え方, every version."""
    published = select(CommentResult).where(col(CommentResult.state) == ResultState.PUBLISHED)
    for one in db.execute(published.order_by(col(CommentResult.id))).scalars():
        yield from _compare(f"room:{one.room_id}/result:{one.number}", one.made_digest(), one.digest, recorded)
