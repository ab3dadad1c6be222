"""The ledger: every act of the city and of moderators, append-only and hash-chained.

Entries hold ids, codes and salted digests, never text or names, so that a lawful erasure does not break the chain
(DOMAIN §10, 23). `append` is the last write of a verb: it locks the one head row."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, Column, Text, insert, update
from sqlmodel import Field, SQLModel, col, select

from civic import clock
from civic.db import Db, pk
from civic.prepared import Prepared

GENESIS = "0" * 64


class LedgerEntry(SQLModel, table=True):
    """One act. `data` holds ids, codes and digests only."""

    __tablename__ = "ledger_entry"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    actor_id: int | None = None
    verb: str = Field(max_length=60, index=True)
    target: str = Field(max_length=60, index=True)
    data: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class LedgerHead(SQLModel, table=True):
    """One row: where the chain ends. Its lock orders the appends."""

    __tablename__ = "ledger_head"

    id: int = Field(default=1, primary_key=True)
    seq: int = 0
    hash: str = Field(default=GENESIS, max_length=64)


class PublishedHead(SQLModel, table=True):
    """The head of a day as published; `chain` copies stand outside the database too (ledger-heads.jsonl)."""

    __tablename__ = "ledger_published_head"

    id: int = pk()
    on: str = Field(max_length=10, unique=True)
    seq: int
    hash: str = Field(sa_type=Text)


def entry_hash(
    seq: int, at: datetime, actor_id: int | None, verb: str, target: str, data: Mapping[str, object], previous: str
) -> str:
    """SHA-256 over the canonical JSON of the entry and the hash before it."""
    stamp = at.astimezone(clock.UTC).isoformat(timespec="microseconds")
    body = [seq, stamp, actor_id, verb, target, data, previous]
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def digest(salt: str, *texts: str) -> str:
    """A salted digest of a text. The salt stands with the row and goes with it, so nothing can be guessed later."""
    keyed = hmac.new(salt.encode(), digestmod=hashlib.sha256)
    for text in texts:
        keyed.update(len(text).to_bytes(8, "big") + text.encode())
    return keyed.hexdigest()


_ENTRIES, _HEADS = (LedgerEntry.metadata.tables[table.__tablename__] for table in (LedgerEntry, LedgerHead))
_LOCK_HEAD = Prepared(select(_HEADS.c.seq, _HEADS.c.hash).where(_HEADS.c.id == 1).with_for_update())
_ADD_ENTRY = Prepared(insert(_ENTRIES), _ENTRIES.c.keys())
_ADD_HEAD = Prepared(insert(_HEADS), _HEADS.c.keys())
_MOVE_HEAD = Prepared(update(_HEADS).where(_HEADS.c.id == 1), ("seq", "hash"))


def append(db: Db, actor_id: int | None, verb: str, target: str, at: datetime | None = None, **data: object) -> None:
    """Write one act: `verb` like `review.hide_post`, `target` like `post:42`. The last write of the caller."""
    db.flush()
    head = _LOCK_HEAD.first(db, {})
    if head is None:
        _ADD_HEAD.run(db, {"id": 1, "seq": 0, "hash": GENESIS})
    last, previous = head or (0, GENESIS)
    seq, moment = last + 1, at or clock.now()
    clean = json.loads(json.dumps(data, ensure_ascii=False, default=str))
    hashed = entry_hash(seq, moment, actor_id, verb, target, clean, previous)
    entry = {
        "seq": seq, "at": moment, "actor_id": actor_id, "verb": verb, "target": target, "data": clean,
        "previous": previous, "hash": hashed,
    }  # fmt: skip
    _ADD_ENTRY.run(db, entry)
    _MOVE_HEAD.run(db, {"seq": seq, "hash": hashed})


def actors(db: Db, verb: str, target: str) -> set[int]:
    """Everybody who ever did this to it."""
    query = select(col(LedgerEntry.actor_id)).where(col(LedgerEntry.verb) == verb, col(LedgerEntry.target) == target)
    return {actor for actor in db.execute(query.distinct()).scalars() if actor is not None}


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: a code of locale/codes/ledger.toml and the entry's number."""

    code: str
    seq: int


def verify_chain(db: Db) -> Iterator[Break]:
    """Read the whole chain in order; yields every place that does not hold (none: it holds)."""
    previous, expected = GENESIS, 1
    published = {h.seq: h.hash for h in db.exec(select(PublishedHead)).all()}
    for entry in db.exec(select(LedgerEntry).order_by(col(LedgerEntry.seq)).execution_options(yield_per=500)):
        if entry.seq != expected:
            yield Break("ledger.missing_entry", expected)
            expected = entry.seq
        if entry.previous != previous:
            yield Break("ledger.broken_link", entry.seq)
        args = (entry.seq, entry.at, entry.actor_id, entry.verb, entry.target, entry.data, entry.previous)
        if entry_hash(*args) != entry.hash:
            yield Break("ledger.changed_entry", entry.seq)
        if entry.seq in published and published[entry.seq] != entry.hash:
            yield Break("ledger.published_head_differs", entry.seq)
        previous, expected = entry.hash, expected + 1
    head = db.exec(select(LedgerHead)).first() or LedgerHead()
    if head.seq != expected - 1 or (head.seq and head.hash != previous):
        yield Break("ledger.missing_tail", expected)
    if published and max(published) > expected - 1:
        yield Break("ledger.published_head_missing", max(published))
