"""Settings from the environment, checked once at the start of a process.

::

    @dataclass(frozen=True, kw_only=True)
    class DossiersSettings(ServiceSettings):
        clamd: str = setting("MOTCUA_CLAMD", default="", parse=text, help="Address of the virus scanner")

    settings = load_settings(DossiersSettings, os.environ)

Guarantees: every setting is read and checked before any of them is used; all that is wrong is reported at once, one
sentence each; a value never appears in a report, since any may hold a password. ``NAME_FILE`` names a file that holds
the value of ``NAME`` (container secrets). The repr of a settings object hides passwords.
"""

import dataclasses
import ipaddress
import os
import urllib.parse
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar, cast

T = TypeVar("T")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_KEY: Final = "motcua.setting"


class SettingsWrong(Exception):
    """The process cannot start with these settings; ``problems`` are sentences for the operator."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Wrong(ValueError):
    """What a parser raises; its text continues "MOTCUA_X …" and must not contain the value."""


class Secret(str):
    """Text that is not shown by repr."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret('…')" if self else "Secret('')"


class Url(str):
    """A URL whose repr hides the password. The text itself is whole, as drivers need it."""

    __slots__ = ()

    def __repr__(self) -> str:
        parts = urllib.parse.urlsplit(self)
        if parts.password is None:
            shown = parts._replace(query="")
        else:
            place = parts.netloc.rpartition("@")[2]
            shown = parts._replace(netloc=f"{parts.username}:…@{place}", query="")
        return repr(urllib.parse.urlunsplit(shown))


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen. Port 0 lets the system choose one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def text(value: str) -> str:
    """Any text."""
    return value


def secret(value: str) -> Secret:
    """A password or key in text form."""
    return Secret(value)


def truth(value: str) -> bool:
    """yes or no, in the usual spellings."""
    low = value.strip().lower()
    if low in ("1", "true", "yes", "on"):
        return True
    if low in ("0", "false", "no", "off"):
        return False
    raise Wrong("should be yes or no")


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number between two bounds, both allowed."""

    def parse(value: str) -> int:
        digits = value.strip()
        if not digits.removeprefix("-").isascii() or not digits.removeprefix("-").isdigit() or len(digits) > 18:
            raise Wrong(f"should be a whole number from {low} to {high}")
        if not low <= int(digits) <= high:
            raise Wrong(f"should be a whole number from {low} to {high}")
        return int(digits)

    return parse


def choice(*allowed: str) -> Callable[[str], str]:
    """One of the given words; case does not matter."""

    def parse(value: str) -> str:
        for word in allowed:
            if word.lower() == value.strip().lower():
                return word
        raise Wrong(f"should be one of {', '.join(allowed)}")

    return parse


def address(value: str) -> Address:
    """``host:port``, ``[v6]:port`` or ``port`` (loopback only: to be reachable from outside has to be asked for)."""
    host, colon, port = value.strip().rpartition(":")
    if not colon:
        host = "127.0.0.1"
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host or not host:
        raise Wrong("should be host:port, for example 127.0.0.1:8000")
    if not (port.isascii() and port.isdigit() and int(port) <= 65535):
        raise Wrong("should be host:port with a port from 0 to 65535")
    return Address(host, int(port))


def _url(value: str, schemes: Iterable[str], what: str, *, host: bool = True) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(value.strip())
        _ = parts.port
    except ValueError:
        raise Wrong(f"should be {what}") from None
    if parts.scheme not in schemes or (host and not parts.hostname):
        raise Wrong(f"should be {what}")
    return parts


def broker_url(value: str) -> Url:
    """Where RabbitMQ is."""
    return Url(_url(value, ("amqp", "amqps"), "a URL like amqp://user:password@host:5672/vhost").geturl())


def database_url(value: str) -> Url:
    """Where PostgreSQL is, for SQLAlchemy with psycopg2: the one driver that is cooperative under eventlet."""
    known = ("postgresql", "postgres", "postgresql+psycopg2")
    parts = _url(value, known, "a URL like postgresql://user:password@host:5432/database", host=False)
    # urlunsplit drops the empty host of postgresql:///database, hence the scheme is replaced in the text.
    return Url("postgresql+psycopg2" + value.strip()[len(parts.scheme) :])


def web_url(value: str) -> Url:
    """The address under which people reach us; without a slash at its end."""
    return Url(_url(value, ("http", "https"), "a URL like https://example.gov.vn").geturl().rstrip("/"))


def directory(value: str) -> Path:
    """A directory that exists."""
    path = Path(value.strip()).expanduser()
    if not path.is_dir():
        raise Wrong("should name a directory that exists")
    return path.resolve()


def networks(value: str) -> tuple[Network, ...]:
    """Addresses and networks (CIDR), divided by commas."""
    try:
        return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())
    except ValueError:
        raise Wrong("should be addresses or networks divided by commas, for example 10.0.0.0/8, 127.0.0.1") from None


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = _Required()


@dataclass(frozen=True, slots=True)
class Declared:
    """What is known of one setting; the list of them is the operator's reference."""

    name: str
    parse: Callable[[str], object]
    help: str


def setting(name: str, *, default: Any = REQUIRED, parse: Callable[[str], Any] = text, help: str = "") -> Any:  # noqa: A002
    """A field of a settings class. ``default`` is the parsed value; without one the setting must be given."""
    metadata = {_KEY: Declared(name, parse, help)}
    if default is REQUIRED:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def declared(cls: type) -> list[Declared]:
    """The settings that a class reads, in order."""
    return [field.metadata[_KEY] for field in dataclasses.fields(cls) if _KEY in field.metadata]


def load_settings(cls: type[T], environ: Mapping[str, str]) -> T:
    """Read and check everything a settings class declares, or raise `SettingsWrong` naming all that is wrong."""
    values: dict[str, object] = {}
    problems: list[str] = []
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]  # a settings class is a dataclass
        known: Declared | None = field.metadata.get(_KEY)
        if known is None:
            continue
        try:
            raw = _raw(known.name, environ)
            if raw is not None:
                values[field.name] = known.parse(raw)
            elif field.default is dataclasses.MISSING:
                raise Wrong("is missing")
        except Wrong as wrong:
            problems.append(_sentence(known, str(wrong)))
        except Exception:  # noqa: BLE001 - a foreign parser may put the value in its message: it is not passed on
            problems.append(_sentence(known, "cannot be understood"))
    if problems:
        raise SettingsWrong(problems)
    return cls(**values)


def _sentence(known: Declared, problem: str) -> str:
    return f"{known.name} {problem}" + (f" ({known.help})." if known.help else ".")


def _raw(name: str, environ: Mapping[str, str]) -> str | None:
    """The text of a setting; an empty one counts as not given, as compose files cannot leave a variable out."""
    value, path = environ.get(name) or None, environ.get(name + "_FILE") or None
    if path is None:
        return value
    if value is not None:
        raise Wrong(f"and {name}_FILE are both given; only one may be")
    try:
        return Path(path).read_text("utf-8").rstrip("\r\n") or None
    except (OSError, UnicodeDecodeError):
        raise Wrong(f"cannot be read from the file that {name}_FILE names") from None


def need(value: T | None, name: str) -> T:
    """A setting that only some services need: itself, or `SettingsWrong` when it was not given."""
    if value is None or value == "":
        raise SettingsWrong([f"{name} is missing; this service cannot start without it."])
    return value


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """What every service may be told. What only some need (a database, keys) is asked for by `need` at their start."""

    amqp_url: Url = setting("MOTCUA_AMQP_URL", parse=broker_url, help="the RabbitMQ broker")
    database_url: Url = setting(
        "MOTCUA_DATABASE_URL", default=Url(""), parse=database_url, help="the service's own PostgreSQL database"
    )
    health_address: Address | None = setting(
        "MOTCUA_HEALTH_ADDRESS", default=None, parse=address, help="where /livez, /readyz and /metrics are served"
    )
    http_address: Address | None = setting(
        "MOTCUA_HTTP_ADDRESS", default=None, parse=address, help="where people and programs reach this service"
    )
    max_workers: int = setting(
        "MOTCUA_MAX_WORKERS", default=10, parse=whole(1, 200), help="how many requests are worked on at once"
    )
    objects_dir: Path | None = setting(
        "MOTCUA_OBJECTS_DIR", default=None, parse=directory, help="where papers and results are kept"
    )
    keys_dir: Path | None = setting("MOTCUA_KEYS_DIR", default=None, parse=directory, help="where the key files are")
    audit_dir: Path | None = setting(
        "MOTCUA_AUDIT_DIR", default=None, parse=directory, help="where anchors of the audit trail are written"
    )
    audit_anchor_seconds: int = setting(
        "MOTCUA_AUDIT_ANCHOR_SECONDS", default=60, parse=whole(1, 86_400), help="seconds between two anchors"
    )
    operating_agency: str = setting(
        "MOTCUA_OPERATING_AGENCY", default="", help="code of the agency that runs the portal; its auditors read all"
    )
    sandbox: bool = setting("MOTCUA_SANDBOX", default=False, parse=truth, help="no real message, no real money")
    public_url: Url = setting(
        "MOTCUA_PUBLIC_URL", default=Url("http://127.0.0.1:8000"), parse=web_url, help="the portal's address"
    )
    log_level: str = setting(
        "MOTCUA_LOG_LEVEL", default="INFO", parse=choice("DEBUG", "INFO", "WARNING", "ERROR"), help="least level logged"
    )
    trusted_proxies: tuple[Network, ...] = setting(
        "MOTCUA_TRUSTED_PROXIES", default=(), parse=networks, help="proxies whose X-Forwarded-* headers are believed"
    )
    http_queue: int = setting(
        "MOTCUA_HTTP_QUEUE", default=50, parse=whole(0, 10_000), help="requests that may wait for a free worker"
    )
    http_timeout: int = setting(
        "MOTCUA_HTTP_TIMEOUT", default=30, parse=whole(1, 600), help="seconds a silent client is waited for"
    )


@dataclass(frozen=True, kw_only=True)
class DatabaseSettings:
    """What a command needs that works on one service's database."""

    database_url: Url = setting("MOTCUA_DATABASE_URL", parse=database_url, help="the service's own PostgreSQL database")


ENVIRON: Final = "motcua.environ"
_LOADED: Final = "motcua.settings"


def settings_of(config: MutableMapping[str, Any], cls: type[T]) -> T:
    """The settings of a container: loaded once, from ``config[ENVIRON]`` (a mapping) or else the process."""
    loaded: dict[type, object] = config.setdefault(_LOADED, {})
    if cls not in loaded:
        loaded[cls] = load_settings(cls, config.get(ENVIRON, os.environ))
    return cast(T, loaded[cls])
