"""A card proves who somebody is: OpenID Connect, authorization code only, with PKCE, state and nonce (DOMAIN §6.4).

Off until a city puts `identity.json` and its key into its folder: secrets stand beside the site's key, never in the
database. What is learnt about the person leaves this file as a subject and one boolean.
"""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from civic.errors import Refused
from civic.text.normalise import normalise_text

# An issuer that does not answer in this many seconds is away: the resident waits at a page.
TIMEOUT_SECONDS = 5.0
ALGORITHMS = ["RS256", "ES256", "PS256"]


@dataclass(frozen=True, slots=True)
class Issuer:
    """`residence`: what a resident's address begins with. `key` signs the client's assertion (private_key_jwt)."""

    issuer: str
    client_id: str
    residence: tuple[str, ...]
    key: RSAKey | None = field(default=None, repr=False)
    kid: str = ""
    secret: str = field(default="", repr=False)
    scope: str = "openid address"


@dataclass(frozen=True, slots=True)
class Started:
    """One sign-in on its way; kept by us until it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Proven:
    subject: str
    is_resident: bool


def issuer_of(folder: Path) -> Issuer | None:
    """The issuer a city set up in its folder, or None: then the card is not offered.
    Raises ValueError with the field's name when the file is not whole."""
    place = folder / "identity.json"
    if not place.is_file():
        return None
    data = json.loads(place.read_text("utf-8"))
    missing = [name for name in ("issuer", "client_id", "residence") if not data.get(name)]
    if missing or not (data.get("key_file") or data.get("client_secret")):
        raise ValueError(f"identity.json lacks {', '.join(missing) or 'key_file'}")
    parts = urlsplit(data["issuer"])
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
        raise ValueError("identity.json: issuer must begin with https://")
    pem = folder / Path(data["key_file"]).name if data.get("key_file") else None
    return Issuer(
        data["issuer"].rstrip("/"), data["client_id"], tuple(normalise_text(one) for one in data["residence"]),
        RSAKey.import_key(pem.read_bytes()) if pem else None, str(data.get("kid", "")),
        str(data.get("client_secret", "")), str(data.get("scope", "openid address")),
    )  # fmt: skip


def start(issuer: Issuer, redirect_uri: str) -> Started:
    """Raises Refused("accounts.card_away") when the issuer does not answer."""
    known = _metadata(issuer)
    verifier, nonce, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    with _client(issuer, redirect_uri, known) as client:
        address, _state = client.create_authorization_url(
            known["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
    return Started(str(address), state, nonce, verifier)


def prove(issuer: Issuer, redirect_uri: str, code: str, nonce: str, verifier: str) -> Proven:
    """Code -> ID token, checked for signature, issuer, audience, nonce and time (OpenID Connect Core §3.1.3.7).
    Raises Refused: "accounts.card_away", or "accounts.card_not_proven" for an answer that does not hold."""
    known = _metadata(issuer)
    try:
        with _client(issuer, redirect_uri, known) as client:
            token = client.fetch_token(known["token_endpoint"], code=code, code_verifier=verifier)
            keys = KeySet.import_key_set(_asked(known["jwks_uri"]))
            claims = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                iss={"essential": True, "value": issuer.issuer}, aud={"essential": True, "value": issuer.client_id},
                nonce={"essential": True, "value": nonce}, exp={"essential": True}, sub={"essential": True},
            ).validate(claims)  # fmt: skip
            about = claims if "address" in claims else _userinfo(known, str(token["access_token"]), str(claims["sub"]))
    except httpx2.HTTPError as error:
        raise Refused("accounts.card_away") from error
    except (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError) as error:
        raise Refused("accounts.card_not_proven") from error
    return Proven(str(claims["sub"])[:200], _is_resident(issuer, about.get("address")))


def _metadata(issuer: Issuer) -> dict[str, str]:
    """OpenID Connect Discovery §4; a document that names another issuer is refused."""
    try:
        known: dict[str, str] = _asked(f"{issuer.issuer}/.well-known/openid-configuration")
    except (httpx2.HTTPError, ValueError) as error:
        raise Refused("accounts.card_away") from error
    if str(known.get("issuer", "")).rstrip("/") != issuer.issuer:
        raise Refused("accounts.card_not_proven")
    return known


def _asked(address: str, headers: dict[str, str] | None = None) -> Any:
    return httpx2.get(address, headers=headers, timeout=TIMEOUT_SECONDS).raise_for_status().json()


def _client(issuer: Issuer, redirect_uri: str, known: dict[str, str]) -> Any:
    asked = {"scope": issuer.scope, "redirect_uri": redirect_uri, "code_challenge_method": "S256"}
    if issuer.key is None:
        return OAuth2Client(issuer.client_id, issuer.secret, timeout=TIMEOUT_SECONDS, **asked)
    signed = PrivateKeyJWT(known["token_endpoint"], alg="RS256", headers={"kid": issuer.kid})
    return OAuth2Client(
        issuer.client_id, issuer.key, token_endpoint_auth_method=signed, timeout=TIMEOUT_SECONDS, **asked
    )


def _userinfo(known: dict[str, str], token: str, subject: str) -> dict[str, Any]:
    """Core §5.3.2: what belongs to another subject is not used."""
    if "userinfo_endpoint" not in known:
        return {}
    about: dict[str, Any] = _asked(known["userinfo_endpoint"], {"Authorization": f"Bearer {token}"})
    if about.get("sub") != subject:
        raise ValueError("subject")
    return about


def _is_resident(issuer: Issuer, address: object) -> bool:
    """The address is read once, here, and not kept. `formatted`, or region and locality (Core §5.1.1)."""
    if not isinstance(address, dict):
        return False
    parts = str(address.get("formatted") or "") or f"{address.get('region', '')}{address.get('locality', '')}"
    written = normalise_text(parts.replace(" ", "").replace("\n", ""))
    return any(written.startswith(begin) for begin in issuer.residence)
