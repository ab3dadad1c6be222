"""What the worker does for letters: senders' names erased in time."""

from civic.jobs import Work, job
from civic.letters import actions


@job("letters.erase_senders.each_day")
def erase_senders(work: Work) -> None:
    actions.erase_senders(work.db, work.now)
