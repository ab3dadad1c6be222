"""Addresses in mails that stop mails by one press: signed by the city, for one person and one thing, without an end."""

from itsdangerous import BadSignature, URLSafeSerializer

from civic.sites import Site


def _signer(site: Site) -> URLSafeSerializer:
    return URLSafeSerializer(site.key, salt="stop-mail")


def stop_path(person_id: int, what: str, site: Site) -> str:
    """`what` is `all`, `own` or a thing like `thread:12`."""
    return f"/mail/stop/{_signer(site).dumps([person_id, what])}"


def read_stop(site: Site, token: str) -> tuple[int, str] | None:
    """None when it was not signed by this city."""
    try:
        person_id, what = _signer(site).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(person_id), str(what)
