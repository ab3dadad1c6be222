"""The picture of an entry: put, with words for who cannot see it, and taken away."""

import hashlib
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col

from civic.db import Db
from civic.permissions import Viewer, require
from civic.registry.actions.introducing import weigh_here
from civic.registry.models import Entry, Photo
from civic.registry.pictures import Picture


def put_photo(db: Db, actor: Viewer, entry: Entry, picture: Picture, alt: str, now: datetime) -> Photo:
    """In the place of the one before. `picture` was made anew before the first write (civic.registry.pictures)."""
    require(actor, "entry.change", entry)
    weigh_here(db, alt, now)
    db.exec(delete(Photo).where(col(Photo.entry_id) == entry.id))
    made = Photo(
        entry_id=entry.id, data=picture.data, digest=hashlib.sha256(picture.data).hexdigest(), width=picture.width,
        height=picture.height, alt=alt, at=now,
    )  # fmt: skip
    db.add(made)
    entry.rev += 1
    db.add(entry)
    return made


def drop_photo(db: Db, actor: Viewer, entry: Entry) -> None:
    """A second time changes nothing but the entry's revision, which pages that show it are stamped with."""
    require(actor, "entry.change", entry)
    db.exec(delete(Photo).where(col(Photo.entry_id) == entry.id))
    entry.rev += 1
    db.add(entry)
