"""Single facts guards and pages ask about one post: its acts, its sections, since when and why it waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic.accounts.queries import display_names
from civic.city import queries as city
from civic.review.models import Act, ActKind, AppealCase, AppealState, CaseNote, Claim, Report, SealedText, Source
from civic.review.queries.cases import Case, case_of, open_reports
from civic.rooms.models import Post, PostFinding, PostState, Room
from civic.text.normalise import normalise_text

# A post with one of these words in a section's own room speaks of that section's work.
CITY_WORDS = ("市役所", "市長", "職員", "担当課", "役所", "行政", "市政", "市の")
AGAINST = (ActKind.HIDE, ActKind.REJECT, ActKind.MASK)


def last_act(db: Session, post_id: int) -> Act | None:
    query = select(Act).where(col(Act.post_id) == post_id).order_by(col(Act.id).desc()).limit(1)
    return db.execute(query).scalars().first()


def unseconded(db: Session, post_id: int) -> Act | None:
    """The hide on this post that waits for a second person."""
    query = select(Act).where(
        col(Act.post_id) == post_id, col(Act.kind) == ActKind.HIDE, col(Act.second_due_at).is_not(None),
        col(Act.second_by).is_(None), col(Act.undone_at).is_(None),
    )  # fmt: skip
    return db.execute(query.order_by(col(Act.id).desc()).limit(1)).scalars().first()


def deciders_against(db: Session, post_id: int) -> set[int]:
    """Who took or seconded an act against the text that still holds; only others may undo it (DOMAIN §10, 4)."""
    query = select(col(Act.decided_by), col(Act.second_by)).where(
        col(Act.post_id) == post_id, col(Act.kind).in_(AGAINST), col(Act.undone_at).is_(None)
    )
    return {person for row in db.execute(query) for person in row if person is not None}


@dataclass(frozen=True, slots=True)
class Decided:
    """Something decided once, as permissions see it when somebody else has the next word."""

    post: Case
    decider_ids: frozenset[int]

    @property
    def author_id(self) -> int | None:
        return self.post.author_id


def decided(db: Session, act: Act) -> Decided:
    people = frozenset(one for one in (act.decided_by, act.second_by) if one is not None)
    return Decided(case_of(db, db.get_one(Post, act.post_id)), people)


def name_of(db: Session, person_id: int) -> str:
    return display_names(db, [person_id]).get(person_id, "")


def sections_spoken_of(db: Session, post: Post) -> list[int]:
    """Sections whose name stands in the text; in a section's own room also that section, when the text speaks of the
    city's work at all. Too many rather than too few: the effect is only who may decide and how it is counted."""
    sealed = db.get(SealedText, post.id)
    said = normalise_text(f"{sealed.title}\n{sealed.body}" if sealed else post.judged_text)
    found = [one.id for one in city.all_sections(db) if normalise_text(one.name) in said]
    own = db.execute(select(col(Room.section_id)).where(col(Room.id) == post.room_id)).scalar()
    if own is not None and own not in found and any(normalise_text(word) in said for word in CITY_WORDS):
        found.append(own)
    return found


def waiting_since_of(db: Session, post: Post, now: datetime) -> datetime:
    """Since when somebody could have decided: written, reported, or now for a post nobody complained of."""
    if post.state is PostState.HELD:
        return post.edited_at or post.created_at
    first = min((one.created_at for one in open_reports(db, post.id)), default=None)
    return first or now


def source_of(db: Session, post: Post) -> Source:
    """What brought the case up: the rules, a reader, or the moderator who saw it."""
    if post.state is PostState.HELD:
        return Source.AUTO
    if open_reports(db, post.id):
        return Source.REPORT
    found = select(func.count()).where(col(PostFinding.post_id) == post.id, col(PostFinding.revision) == post.revision)
    return Source.AUTO if db.execute(found).scalar_one() else Source.MODERATOR


def claim_on(db: Session, target: str) -> Claim | None:
    return db.get(Claim, target)


def notes_on(db: Session, target: str) -> Sequence[CaseNote]:
    return db.execute(select(CaseNote).where(col(CaseNote.target) == target).order_by(col(CaseNote.id))).scalars().all()


def sealed_text(db: Session, post_id: int) -> SealedText | None:
    return db.get(SealedText, post_id)


def appeal_of(db: Session, act_id: int) -> AppealCase | None:
    return db.execute(select(AppealCase).where(col(AppealCase.act_id) == act_id)).scalars().first()


def open_appeals(db: Session) -> Sequence[AppealCase]:
    query = select(AppealCase).where(col(AppealCase.state) == AppealState.FILED).order_by(col(AppealCase.id))
    return db.execute(query).scalars().all()


def report_by_email(db: Session, post_id: int, email: str) -> Report | None:
    query = select(Report).where(col(Report.post_id) == post_id, col(Report.email) == email)
    return db.execute(query).scalars().first()
