"""Who acts: a person with dated role grants, as permissions see them. No database."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    FACILITATOR = "facilitator"
    ROOM_MANAGER = "room_manager"
    MODERATOR = "moderator"
    DRAFTER = "drafter"
    APPROVER = "approver"
    REGISTRY_OFFICER = "registry_officer"
    CITY_MANAGER = "city_manager"
    SYSTEM_MANAGER = "system_manager"
    AUDITOR = "auditor"
    COMMITTEE_MEMBER = "committee_member"


# Where a role may be granted (HOUSE, issue 2: per room or section, or site-wide).
SITE_WIDE = frozenset(
    {Role.REGISTRY_OFFICER, Role.CITY_MANAGER, Role.SYSTEM_MANAGER, Role.AUDITOR, Role.COMMITTEE_MEMBER}
)
# 進行役 and 運営委員 are residents: they act for no office of the city.
OF_RESIDENTS = frozenset({Role.FACILITATOR, Role.COMMITTEE_MEMBER})

Scope = Literal["site", "room", "section"]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in force now; `scope_id` is None for the whole site."""

    role: Role
    scope: Scope = "site"
    scope_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person as of now. An anonymous visitor is None, never an Actor."""

    person_id: int
    display_name: str
    grants: frozenset[Grant] = field(default_factory=frozenset)
    # 0 reader, 1 e-mail or paper-issued ID, 2 residence checked, 3 card (DOMAIN §6.4)
    identity_level: int = 1
    is_suspended: bool = False
    is_second_factor_done: bool = True
    # Grants that wait for the one-time code of this session; they give no right yet.
    waiting_grants: frozenset[Grant] = field(default_factory=frozenset)

    @property
    def is_staff(self) -> bool:
        """Acts for the city in some office; facilitators and the committee are residents and do not count."""
        return any(g.role not in OF_RESIDENTS for g in self.grants)

    def has(self, role: Role, *, room_id: int | None = None, section_id: int | None = None) -> bool:
        """The role for the whole site, for that room, or for that section."""
        for grant in self.grants:
            if grant.role is not role:
                continue
            if grant.scope == "site":
                return True
            if grant.scope == "room" and room_id is not None and grant.scope_id == room_id:
                return True
            if grant.scope == "section" and section_id is not None and grant.scope_id == section_id:
                return True
        return False

    def has_anywhere(self, role: Role) -> bool:
        return any(grant.role is role for grant in self.grants)

    def scope_ids(self, role: Role, scope: Scope) -> frozenset[int]:
        """Rooms or sections for which the role was granted one by one."""
        return frozenset(
            g.scope_id for g in self.grants if g.role is role and g.scope == scope and g.scope_id is not None
        )


Viewer = Actor | None
