"""What the worker does later for notifications. The one place of this wing that sees higher wings' reads (docs/house.md,
import rule 2: a digest is composed when it is sent): its modules reach them through this one."""

from civic.library import queries as library
from civic.notifications.jobs import gathering, noticing, reminding, sending
from civic.registry import queries as registry
from civic.responses import queries as responses
from civic.review import queries as review
from civic.rooms import queries as rooms
from civic.search import queries as search

__all__ = [
    "gathering",
    "library",
    "noticing",
    "registry",
    "reminding",
    "responses",
    "review",
    "rooms",
    "search",
    "sending",
]
