"""The settings of the service, all read from the environment at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

RULES = Path(__file__).parents[1] / "rules"


FILES = Path("data/bestanden")
FILES_DAYS = 90
MOST_DAYS = 3650


class SettingsRefused(ValueError):
    """A setting can't be used; the text says in Dutch which one, and what can."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a region sets; each stands in the environment as RET_ and its name in capitals.

    `public_url` is where others reach the service, without a path; empty stands for the address
    that it listens on. The contact is the team that answers questions about the API. `secret_key`
    signs the forms of the pages; empty stands for another one at each start. A file of lines and
    its result are thrown away `files_days` days after it was ready. `thema_css` is a file
    with the look of a municipality, and `thema_klasse` its class name.
    """

    rules_dir: Path = RULES
    database_url: str = "sqlite:///data/ret.sqlite3"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    contact_name: str = "Team RET-regels (voorbeeld: stel RET_CONTACT_NAME in)"
    contact_email: str = "ret-regels@example.org"
    contact_url: str = "https://example.org/ret-regels"
    secret_key: str = ""
    files_dir: Path = FILES
    files_days: int = FILES_DAYS
    thema_css: Path | None = None
    thema_klasse: str = ""

    @property
    def address(self) -> str:
        """The address that others use."""
        return self.public_url.rstrip("/") or address(self.host, self.port)


def address(host: str, port: int) -> str:
    """The address of a host and port; an IPv6 host stands between brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings; raises SettingsRefused. An empty value counts as absent."""
    get = {name: value for name, value in environment.items() if value}.get
    usual = Settings()
    return Settings(
        rules_dir=Path(get("RET_RULES_DIR", usual.rules_dir)),
        database_url=get("RET_DATABASE_URL", usual.database_url),
        host=_host(get("RET_HOST", usual.host)),
        port=_port(get("RET_PORT", str(usual.port))),
        public_url=_url(get("RET_PUBLIC_URL", "")),
        contact_name=get("RET_CONTACT_NAME", usual.contact_name),
        contact_email=get("RET_CONTACT_EMAIL", usual.contact_email),
        contact_url=get("RET_CONTACT_URL", usual.contact_url),
        secret_key=get("RET_SECRET_KEY", ""),
        files_dir=Path(get("RET_FILES_DIR", usual.files_dir)),
        files_days=_days(get("RET_FILES_DAYS", str(usual.files_days))),
        thema_css=_css(get("RET_THEMA_CSS")),
        thema_klasse=_class(get("RET_THEMA_KLASSE", "")),
    )


def _host(text: str) -> str:
    """Accept only this computer itself: logging in and TLS belong to the proxy in front."""
    host = "127.0.0.1" if text == "localhost" else text
    try:
        own = ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise SettingsRefused(
            f"RET_HOST is '{text}', maar de dienst luistert alleen op deze computer zelf. "
            "Gebruik 127.0.0.1 en zet er een webserver met TLS en inloggen voor."
        )
    return host


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) <= 65535):
        raise SettingsRefused(f"RET_PORT is '{text}'. Geef een poort van 0 tot en met 65535.")
    return int(text)


def _days(text: str) -> int:
    """Accept a number of days: what a file holds about people is not kept for ever."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST_DAYS):
        raise SettingsRefused(
            f"RET_FILES_DAYS is '{text}'. Geef een aantal dagen van 1 tot en met {MOST_DAYS}."
        )
    return int(text)


def _url(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise SettingsRefused(f"RET_PUBLIC_URL is '{text}'. Begin met https:// en de naam.")
    return text


def _css(text: str | None) -> Path | None:
    if text and not Path(text).is_file():
        raise SettingsRefused(f"RET_THEMA_CSS is '{text}', maar dat bestand is er niet.")
    return Path(text) if text else None


def _class(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*( [A-Za-z][A-Za-z0-9_-]*)*", text):
        raise SettingsRefused(
            f"RET_THEMA_KLASSE is '{text}'. Geef de klassenaam van het thema, zoals utrecht-theme."
        )
    return text
