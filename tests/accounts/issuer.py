"""A small OpenID Connect issuer on this machine that checks what a strict one checks: PKCE, the signed client, one use."""

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route


def _segment(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Issuer:
    """`claims` are added to (or, when None, taken from) the ID token; `answers` counts tokens given out."""

    client_key: RSAKey
    claims: dict[str, Any] = field(default_factory=dict)
    address: str = "東京都みほん市中央1-2-3"
    subject: str = "card-1"
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "i1", "use": "sig"}))
    signing: RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    url: str = ""
    algorithm: str = "RS256"

    def metadata(self, request: Request) -> Response:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys",
                 "userinfo_endpoint": "userinfo"}  # fmt: skip
        return JSONResponse({"issuer": self.url} | {k: f"{self.url}/{v}" for k, v in names.items()})

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}&iss={self.url}")

    async def token(self, request: Request) -> Response:
        form = {k: str(v) for k, v in (await request.form()).items()}
        asked = self.codes.pop(form["code"], None)
        if asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        )
        if challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        assertion = jwt.decode(form["client_assertion"], self.client_key, algorithms=["RS256"])
        assert assertion.claims["aud"] == f"{self.url}/token"
        assert assertion.claims["iss"] == assertion.claims["sub"] == asked["client_id"]
        assert assertion.header["kid"] == "k1"
        now = int(time.time())
        claims = {"iss": self.url, "aud": asked["client_id"], "sub": self.subject, "nonce": asked["nonce"],
                  "iat": now, "exp": now + 300} | self.claims  # fmt: skip
        signed = self.sign(claims)
        return JSONResponse({"access_token": "a1", "token_type": "Bearer", "expires_in": 60, "id_token": signed})

    def sign(self, claims: dict[str, Any]) -> str:
        """As a forger would, when `algorithm` is not RS256."""
        if self.algorithm == "RS256":
            return jwt.encode({"alg": "RS256", "kid": "i1"}, claims, self.signing or self.key)
        head, body = (_segment(json.dumps(part).encode()) for part in ({"alg": self.algorithm, "kid": "i1"}, claims))
        public = self.key.as_pem(private=False)
        mac = hmac.new(public, f"{head}.{body}".encode(), hashlib.sha256).digest()
        return f"{head}.{body}.{_segment(mac) if self.algorithm == 'HS256' else ''}"

    def keys(self, request: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    def userinfo(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer a1"
        return JSONResponse({"sub": self.subject, "address": {"formatted": self.address}, "name": "見本 花子"})

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self.metadata), Route("/authorize", self.authorize),
            Route("/token", self.token, methods=["POST"]), Route("/keys", self.keys),
            Route("/userinfo", self.userinfo),
        ]  # fmt: skip


class Serving:
    """The issuer over HTTP on a free port of this machine."""

    def __init__(self, issuer: Issuer) -> None:
        config = uvicorn.Config(Starlette(routes=issuer.routes()), port=0, log_level="error", lifespan="off")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.issuer = issuer

    def __enter__(self) -> Issuer:
        self.thread.start()
        deadline = time.monotonic() + 10
        while not self.server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.issuer.url = f"http://127.0.0.1:{port}"
        return self.issuer

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(10)
