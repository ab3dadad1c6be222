"""The life of a request about one's own data (DOMAIN §6.1) and of a breach: what may follow what."""

from enum import StrEnum

from civic.errors import Refused


class RequestKind(StrEnum):
    """開示 (76条), 訂正 (90条), 利用停止 (98条)."""

    DISCLOSURE = "disclosure"
    CORRECTION = "correction"
    SUSPENSION = "suspension"


class RequestState(StrEnum):
    RECEIVED = "received"
    IDENTITY_CHECKED = "identity_checked"
    AMENDMENT = "amendment"
    DECIDED = "decided"
    NOTIFIED = "notified"
    EXECUTED = "executed"
    WITHDRAWN = "withdrawn"


class ReportStage(StrEnum):
    FIRST = "first"
    FURTHER = "further"
    FINAL = "final"


S = RequestState
NEXT: dict[RequestState, frozenset[RequestState]] = {
    S.RECEIVED: frozenset({S.IDENTITY_CHECKED, S.AMENDMENT, S.WITHDRAWN}),
    S.AMENDMENT: frozenset({S.RECEIVED, S.WITHDRAWN}),
    S.IDENTITY_CHECKED: frozenset({S.DECIDED, S.AMENDMENT, S.WITHDRAWN}),
    S.DECIDED: frozenset({S.NOTIFIED}),
    S.NOTIFIED: frozenset({S.EXECUTED}),
    S.EXECUTED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
OPEN = (S.RECEIVED, S.AMENDMENT, S.IDENTITY_CHECKED, S.DECIDED, S.NOTIFIED)


def move(state: RequestState, to: RequestState) -> RequestState:
    """The new state, or Refused when the request cannot go there from here."""
    if to not in NEXT[state]:
        raise Refused("records.cannot_move")
    return to


def need_stage(published: list[ReportStage], stage: ReportStage) -> None:
    """第1報 once and first, 続報 as often as needed, 最終報告 once and last. Raises Refused."""
    if ReportStage.FINAL in published:
        raise Refused("records.incident_closed")
    if (stage is ReportStage.FIRST) == bool(published):
        raise Refused("records.first_report_once" if published else "records.first_report_first")
