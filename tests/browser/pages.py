"""The pages of the sample city that the browser tests look at: who opens them, and the pictures that are kept."""

from typing import NamedTuple


class Shown(NamedTuple):
    """`path` as `Served.path` reads it, `person` by mail name (empty: a stranger), `screen` names the pictures."""

    path: str
    person: str = ""
    screen: str = ""


PUBLIC = (
    Shown("/", screen="front"),
    Shown("/topics/parks", screen="topic"),
    Shown("/topics/living"),
    Shown("/rooms", screen="rooms"),
    Shown("/rooms/{room:みほん中央公園の南側}", screen="room"),
    Shown("/rooms/{room:訓練の振り返り}"),
    Shown("/rooms/{room:花火大会}", screen="room-suspended"),
    Shown("/rooms/{room:喫茶コーナー}"),
    Shown("/rooms/{room:桜並木}"),
    Shown("/threads/{post:koen-002}", screen="thread"),
    Shown("/posts/{post:gomi-030}/history", screen="history"),
    Shown("/posts/{post:koen-018}/actions"),
    Shown("/discuss?unit=20"),
    Shown("/answers", screen="answers"),
    Shown("/answers/{answer:koen-043}", screen="answer"),
    Shown("/documents", screen="documents"),
    Shown("/documents/mihon-sogo-keikaku-3", screen="document"),
    Shown("/documents/mihon-koen-jorei", screen="ordinance"),
    Shown("/documents/mihon-r08-0616-kensetsu", screen="minutes"),
    Shown("/documents/mihon-r8-toshoyosan", screen="budget"),
    Shown("/documents/mihon-koen-jorei/A5-P1", screen="unit"),
    Shown("/search"),
    Shown("/search?q=公園 木陰", screen="search"),
    Shown("/search?q=だれも書いていない言葉"),
    Shown("/registry", screen="registry"),
    Shown("/registry?q=理科"),
    Shown("/registry/3", screen="entry"),
    Shown("/rules", screen="rules"),
    Shown("/rules/1"),
    Shown("/log", screen="log"),
    Shown("/feeds", screen="feeds"),
    Shown("/ledger"),
    Shown("/about"),
    Shown("/accessibility"),
    Shown("/privacy"),
    Shown("/display"),
    Shown("/sign-in", screen="sign-in"),
    Shown("/sign-up", screen="sign-up"),
    Shown("/reset"),
    Shown("/code"),
)
SIGNED_IN = (
    Shown("/rooms/{room:みほん中央公園の南側}/new", "resident", "post-form"),
    Shown("/posts/{post:koen-018}/reply", "resident", "reply-form"),
    Shown("/posts/{post:koen-018}/report", "resident"),
    Shown("/posts/{post:koen-002}/edit", "resident"),
    Shown("/posts/{post:koen-002}/withdraw", "resident"),
    Shown("/notices", "resident", "notices"),
    Shown("/account", "resident", "account"),
    Shown("/registry/apply", "resident"),
    Shown("/registry/apply?kind=group", "resident", "apply"),
    Shown("/desk", "moderator", "desk"),
    Shown("/desk/{held}", "moderator", "case"),
    Shown("/account/second-factor", "moderator"),
    Shown("/staff/answers", "drafter", "answer-desk"),
    Shown("/responses/{answer:koen-057}/draft", "drafter", "draft"),
    Shown("/posts/{post:koen-030}/assign", "drafter"),
    Shown("/responses/{answer:koen-035}/approve", "approver", "approval"),
    Shown("/staff/documents", "drafter", "documents-desk"),
    Shown("/staff/rooms", "room-manager", "rooms-desk"),
    Shown("/staff/rooms/new", "room-manager", "room-form"),
    Shown("/staff/rooms/{room:自転車}", "room-manager", "room-desk"),
    Shown("/staff/rooms/{room:後期基本計画}", "kikaku-tanto", "room-draft"),
    Shown("/staff/rooms/{room:後期基本計画}/edit", "kikaku-tanto"),
    Shown("/staff/registry", "registry-officer", "registry-desk"),
    Shown("/staff/registry/22", "registry-officer"),
    Shown("/counter", "registry-officer"),
    Shown("/staff/settings", "city-manager", "settings"),
    Shown("/staff/sections", "city-manager"),
    Shown("/staff/people", "city-manager"),
    Shown("/staff/roles", "city-manager", "roles"),
    Shown("/staff/connections", "system-manager"),
    Shown("/audit", "auditor", "audit"),
)
