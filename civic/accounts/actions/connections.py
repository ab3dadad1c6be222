"""IP, port and time of posts and sign-ins, kept apart from everything else and only for a while."""

from datetime import datetime, timedelta

from sqlalchemy import insert

from civic import clock
from civic.accounts.models import Connection
from civic.city.queries import setting
from civic.db import Db
from civic.prepared import Prepared

_ADD = Prepared(insert(Connection), ("purpose", "person_id", "target", "ip", "port", "at", "erase_on"))


def record_connection(
    db: Db, purpose: str, person_id: int | None, target: str, ip: str, port: int, now: datetime
) -> None:
    """`purpose` is `sign_in` or `post`, `target` like `post:42`; erased after the city's setting of days."""
    erase_on = clock.today(now) + timedelta(days=int(setting(db, "connection.retention_days")))
    row = {
        "purpose": purpose, "person_id": person_id, "target": target, "ip": ip, "port": port, "at": now,
        "erase_on": erase_on,
    }  # fmt: skip
    _ADD.run(db, row)
