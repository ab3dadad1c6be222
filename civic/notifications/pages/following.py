"""Doors of following: one thing with its choices, all that is followed, and how mail comes."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from civic.city.queries import setting
from civic.errors import NotFound, SignInNeeded
from civic.i18n import gettext as _
from civic.mail import sender_of
from civic.notifications import actions, queries
from civic.notifications.forms import ChooseMail, FollowThing
from civic.notifications.jobs.composing import hits_of
from civic.notifications.models import Follow, FollowKind, Rhythm
from civic.notifications.pages.things import Thing, kind_of, search_thing, thing
from civic.web.page import page, route
from civic.web.visit import Visit


def _choice(found: Follow | None) -> str:
    if found is None:
        return ""
    return "mute" if found.is_muted else found.rhythm.value


@page()
def following_thing(visit: Visit) -> Response:
    """`/follow?kind=room&target=7`: the page that others link to; for htmx the control alone."""
    if visit.viewer is None:
        raise SignInNeeded
    typed = visit.typed or {"kind": visit.query("kind"), "target": visit.query("target")}
    shown = thing(visit, kind_of(str(typed.get("kind", ""))), str(typed.get("target", "")))
    found = queries.follow_of(visit.db, visit.viewer, shown.kind, shown.target)
    recipient = queries.own_choice(visit.db, visit.viewer, visit.now)
    template = "notifications/_follow.html" if visit.is_htmx else "notifications/follow.html"
    return visit.render(
        template, thing=shown, target=_target(shown), choice=_choice(found), rhythm=recipient.follow_rhythm.value
    )


def _target(shown: Thing) -> str:
    """As the form sends it back: for a search its whole query."""
    return urlencode(shown.query) if shown.query is not None else shown.target


@page(method="POST", again=following_thing)
def follow(visit: Visit) -> Response:
    """Rhythm, mute or leave, with one form."""
    form = FollowThing.read(visit.form)
    if form.choice == "leave":
        # What one may not see any more can still be left.
        target = thing(visit, form.kind, form.target).target if form.kind is FollowKind.SEARCH else form.target
        actions.unfollow(visit.db, visit.viewer, form.kind, target)
        visit.say(_("追うのをやめました。"))
    elif form.choice == "mute":
        shown = thing(visit, form.kind, form.target)
        actions.mute(visit.db, visit.viewer, shown.kind, shown.target, visit.now)
        visit.say(_("「{title}」のお知らせを止めました。").format(title=shown.title))
    else:
        shown = thing(visit, form.kind, form.target)
        seen = list(hits_of(visit.db, visit.site, shown.query)) if shown.query is not None else []
        actions.follow(
            visit.db, visit.viewer, shown.kind, shown.target, Rhythm(form.choice), visit.now, query=shown.query,
            seen=seen,
        )  # fmt: skip
        visit.say(_("「{title}」を追っています。新しいことがあると、お知らせします。").format(title=shown.title))
    if visit.is_htmx:
        return following_thing_now(visit, form)
    return visit.see_other(visit.next if visit.next != "/" else "/notices/following")


def following_thing_now(visit: Visit, form: FollowThing) -> Response:
    """The same control with what was chosen; the sentence goes where it is read out."""
    shown = thing(visit, form.kind, form.target)
    choice = "" if form.choice == "leave" else form.choice
    said, visit.new_flash[:] = visit.new_flash[-1][1], []
    return visit.render(
        "notifications/_follow.html", thing=shown, target=_target(shown), choice=choice, rhythm=form.choice, said=said
    )


@dataclass(frozen=True, slots=True)
class Followed:
    """A row of the list; what may not be seen any more has no title and can only be left."""

    kind: str
    target: str
    title: str
    path: str
    choice: str
    is_own: bool


def _followed(visit: Visit, row: Follow) -> Followed:
    try:
        shown = search_thing(row.query) if row.query else thing(visit, row.kind, row.target)
    except NotFound:
        return Followed(row.kind.value, row.target, "", "", _choice(row), row.is_own)
    return Followed(row.kind.value, _target(shown), shown.title, shown.path, _choice(row), row.is_own)


@page()
def following(visit: Visit) -> Response:
    """Everything followed or muted, and how mail comes."""
    rows = [_followed(visit, row) for row in queries.follows(visit.db, visit.viewer)]
    return visit.render(
        "notifications/following.html",
        rows=rows,
        choice=queries.own_choice(visit.db, visit.viewer, visit.now),
        email=queries.own_email(visit.db, visit.viewer),
        most=int(setting(visit.db, "mail.most_a_day")),
        domain=allowed_domain(visit),
    )


def allowed_domain(visit: Visit) -> str:
    """What to allow in a carrier's filter."""
    return str(setting(visit.db, "mail.allow_domain")) or sender_of(visit.site).rpartition("@")[2]


@page(method="POST", again=following)
def choose_mail(visit: Visit) -> Response:
    actions.choose_mail(visit.db, visit.viewer, ChooseMail.read(visit.form), visit.now)
    visit.say(_("メールの届け方を変えました。"))
    return visit.go("notifications.following")


routes = [
    route("/follow", following_thing, follow),
    route("/notices/following", following),
    route("/notices/mail", choose_mail),
]
