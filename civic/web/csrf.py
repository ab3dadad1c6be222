"""Cross-site request forgery: Origin or Sec-Fetch-Site must be ours, and every form carries a token."""

from urllib.parse import urlsplit

from civic.errors import Forbidden, StaleForm
from civic.web import sessions
from civic.web.visit import Visit


def _seed(visit: Visit) -> str:
    """The session, or a secret of a visitor who is not signed in."""
    if visit.signed:
        return visit.signed.token_hash
    return sessions.read(visit.site, visit.request.cookies, "form")


def prepare(visit: Visit) -> None:
    """A signed-in visitor has a token on every page; an anonymous page has none, so it can be kept by caches."""
    if visit.signed:
        visit.csrf = sessions.csrf_token(visit.site, visit.signed.token_hash)


def offer(visit: Visit) -> None:
    """A page with a form for visitors who are not signed in: give them a secret once."""
    if visit.csrf:
        return
    seed = _seed(visit)
    if not seed:
        seed = sessions.new_secret()
        visit.on_response.append(lambda r: sessions.write(visit.site, r, "form", seed, None))
    visit.csrf = sessions.csrf_token(visit.site, seed)


def is_same_origin(visit: Visit) -> bool:
    headers = visit.request.headers
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site == "same-origin"
    origin = headers.get("origin")
    if origin is None:
        return True  # an old browser sends neither: the token decides
    return urlsplit(origin).netloc.lower() in (urlsplit(visit.site.base_url).netloc, headers.get("host", "").lower())


def check(visit: Visit) -> None:
    """Raises Forbidden: the page was old or the request came from elsewhere."""
    token = str(visit.form.get("csrf") or visit.request.headers.get("x-csrf") or "")
    if not is_same_origin(visit):
        raise Forbidden("web.bad_form_token")
    if not sessions.is_csrf_token(visit.site, _seed(visit), token):
        # A form without any token was never a page of ours.
        is_ours = token and ("sec-fetch-site" in visit.request.headers or "origin" in visit.request.headers)
        raise StaleForm("web.form_is_old") if is_ours else Forbidden("web.bad_form_token")
