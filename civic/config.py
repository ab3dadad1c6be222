"""Settings of one deployment, read once from the environment."""

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Config:
    """Every field is documented in docs/settings.md (a test compares)."""

    home: Path
    port: int = 8000
    is_development: bool = False
    mail: str = "folder"
    mail_from: str = ""
    trusted_proxies: tuple[str, ...] = field(default_factory=tuple)
    log_level: str = "INFO"


NAMES = {
    "CIVIC_HOME": "home",
    "PORT": "port",
    "CIVIC_ENV": "is_development",
    "CIVIC_MAIL": "mail",
    "CIVIC_MAIL_FROM": "mail_from",
    "CIVIC_TRUSTED_PROXIES": "trusted_proxies",
    "CIVIC_LOG_LEVEL": "log_level",
}


def from_environment(env: dict[str, str]) -> Config:
    """CIVIC_MAIL is `folder` or `smtp://user:password@host:port`; CIVIC_TRUSTED_PROXIES a comma-separated list."""
    return Config(
        home=Path(env.get("CIVIC_HOME", "./var")).resolve(),
        port=int(env.get("PORT", "8000")),
        is_development=env.get("CIVIC_ENV", "production") == "development",
        mail=env.get("CIVIC_MAIL", "folder"),
        mail_from=env.get("CIVIC_MAIL_FROM", ""),
        trusted_proxies=tuple(p.strip() for p in env.get("CIVIC_TRUSTED_PROXIES", "").split(",") if p.strip()),
        log_level=env.get("CIVIC_LOG_LEVEL", "INFO"),
    )


@cache
def config() -> Config:
    return from_environment(dict(os.environ))
