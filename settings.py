"""What an operator sets: read once, checked whole, frozen.

A value comes from ``rotin.yaml``, or from a ``ROTIN_…`` variable, which wins; nested ones are written with two
underscores (``ROTIN_DIGEST__AT=06:30``). Nothing that the boundary promises can be set here.
"""

from __future__ import annotations

import difflib
import re
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as EnvError

import yamlfile
from errors import Problem, SettingsError
from words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "ROTIN_"

FOREIGN: Final = frozenset({"ROTIN_CONFIG"})
"""``ROTIN_…`` variables that are not settings: which file to read."""

_CONTACT: Final = re.compile(r"(mailto:[^@\s]+@[^@\s]+\.[^@\s]+|https?://[^\s/]+\.[^\s]+)")


def _contact(value: str) -> str:
    if value and not _CONTACT.fullmatch(value):
        raise yamlfile.refuse(
            vi="hãy viết mailto:tên@miền hoặc địa chỉ trang web có người trả lời",
            en="write mailto:name@host or a web address at which someone answers",
        )
    return value


def _endpoint(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) <= 65535:  # noqa: PLR2004 - the highest TCP port
        raise yamlfile.refuse(
            vi="hãy viết máy:cổng, ví dụ 10.1.2.3:8080", en="write host:port, for example 10.1.2.3:8080"
        )
    return value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CrawlSettings(_Part):
    """How crawls are run; how politely is not to be set."""

    concurrency: int = Field(default=2, ge=1, le=8, description="crawls at the same time, each of another site")
    inward: tuple[Annotated[str, AfterValidator(_endpoint)], ...] = Field(
        default=(), description="host:port inside the own network that sources may name; all others are refused"
    )

    youtube_key: SecretStr | None = Field(
        default=None, description="the API key of kind: youtube; better in ROTIN_CRAWL__YOUTUBE_KEY than here"
    )

    @property
    def endpoints(self) -> frozenset[tuple[str, int]]:
        """Return ``inward`` as pairs of host and port."""
        return frozenset((host, int(port)) for host, _, port in (value.rpartition(":") for value in self.inward))


class DigestSettings(_Part):
    """When and where the daily digest is written."""

    at: time = Field(default=time(7), description="time of day, in Vietnam, at which `rotin run` writes it")
    folder: Path | None = Field(default=None, description="where to; default: digests/ in the data folder")


class RetentionSettings(_Part):
    """For how many days records are kept; the promise can be shortened, not lengthened."""

    articles_days: int = Field(default=365, ge=1, le=365, description="articles and their indicators")
    claims_days: int = Field(default=365, ge=1, le=365, description="claims, from when they were last heard")
    signals_days: int = Field(default=90, ge=1, le=90, description="signals and alerts")
    runs_days: int = Field(default=90, ge=1, le=90, description="the ledger of crawls")
    quarantine_days: int = Field(
        default=30, ge=1, le=90, description="items kept apart because no stage could read them"
    )


class AlertSettings(_Part):
    """Who is told at once when something rises, and how often at most."""

    to: tuple[SecretStr, ...] = Field(
        default=(), description="Apprise addresses: mailtos://…, tgram://…, json://…; they hold secrets"
    )
    budget: int = Field(default=10, ge=0, le=100, description="alerts a day; high severity is always told")

    @field_validator("to")
    @classmethod
    def _reachable(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for number, address in enumerate(value, start=1):
            scheme, _, rest = address.get_secret_value().partition("://")
            if not (scheme and rest):
                raise yamlfile.refuse(
                    vi=f"địa chỉ thứ {number} phải có dạng loại://…; xem docs/alerts.md",
                    en=f"address {number} must read like kind://…; see docs/alerts.md",
                )
        return value


class LogSettings(_Part):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="how much is told")
    as_json: bool = Field(default=False, description="one JSON object a line, for a log collector")


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
    )

    data: Path = Field(default=Path("data"), description="the folder in which everything Rõ Tin writes lives")
    sources: Path | None = Field(default=None, description="the sources file; default: the one that ships")
    rules: tuple[Path, ...] = Field(default=(), description="own rule packs, read beside the ones that ship")
    store: str = Field(default="", description="where records live; default: sqlite in the data folder")
    runtime: Path | None = Field(
        default=None, description="a folder in memory (tmpfs) for the window's key; default: what the system offers"
    )
    contact: str = Field(default="", description="mailto: or web address sent with every request; needed to crawl")
    language: Language = Field(default=Language.VI, description="vi or en, for everything shown to a person")
    crawl: CrawlSettings = CrawlSettings()
    digest: DigestSettings = DigestSettings()
    retention: RetentionSettings = RetentionSettings()
    alerts: AlertSettings = AlertSettings()
    log: LogSettings = LogSettings()

    _check_contact = field_validator("contact")(_contact)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let a variable win over the file."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @property
    def store_url(self) -> str:
        """Return where records live, as ``open_store`` reads it."""
        return self.store or f"sqlite:///{self.data.absolute() / 'rotin.sqlite'}"

    @property
    def digests(self) -> Path:
        """Return the folder of the daily digests."""
        return self.digest.folder or self.data / "digests"


class _FromFile(Settings):
    """The settings as a file says them, whatever the environment says."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *others: PydanticBaseSettingsSource,
        **named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the file alone speak."""
        del settings_cls, others, named
        return (init_settings,)


def load(path: Path | None, environ: Mapping[str, str], **overrides: Any) -> Settings:  # noqa: ANN401 - any setting
    """Return the settings of the file ``path`` (none: defaults), the environment and ``overrides``, rising in rank.

    Relative paths in the file are relative to the file. ``environ`` is the process's own environment, or one without
    any ``ROTIN_…`` variable: then the file alone speaks.

    Raises:
        SettingsError: with every problem in the file and the environment.
    """
    document = _read(path)
    wrong = list(document.problems) if document else []
    given = document.data if document else {}
    if document and not wrong and not isinstance(given or {}, dict):
        wrong.append(document.problem((), Words(vi="phải là các cặp khóa: giá trị", en="must be a mapping")))
    readable = document is None or isinstance(given or {}, dict)
    wrong += _strangers(environ)
    try:
        kind = Settings if any(name.startswith(PREFIX) for name in environ) else _FromFile
        settings = kind(**_rooted(given or {}, path)) if readable else None
    except ValidationError as error:
        wrong += _attributed(error, document, environ)
    except EnvError as error:
        wrong.append(Problem(file="ROTIN_…", what=Words(vi=f"biến không đọc được: {error}", en=str(error))))
    if not wrong and settings is not None:
        return settings.model_copy(update={name: value for name, value in overrides.items() if value is not None})
    raise SettingsError(
        Words(vi="cấu hình chưa dùng được", en="the configuration does not hold"),
        problems=wrong,
        hint=Words(
            vi="sửa các chỗ trên; mọi mục được giải thích trong config/rotin.example.yaml",
            en="mend the places above; config/rotin.example.yaml explains every key",
        ),
    )


def variable(location: tuple[str | int, ...]) -> str:
    """Return the name of the variable that sets the value at ``location``."""
    return PREFIX + "__".join(str(part) for part in location).upper()


def _read(path: Path | None) -> yamlfile.Document | None:
    if path is None:
        return None
    try:
        return yamlfile.read(path)
    except OSError as error:
        raise SettingsError(
            Words(vi=f"không mở được {path}: {error.strerror}", en=f"cannot open {path}: {error.strerror}"),
            hint=Words(
                vi="chỉ đúng tệp bằng --config hoặc ROTIN_CONFIG", en="name the file with --config or ROTIN_CONFIG"
            ),
        ) from error


def _rooted(given: dict[str, Any], path: Path | None) -> dict[str, Any]:
    """Return ``given`` with its relative paths made relative to the file they stand in."""
    if path is None:
        return given
    folder = path.absolute().parent
    rooted = dict(given)
    for name in ("data", "sources", "runtime"):
        if isinstance(rooted.get(name), str):
            rooted[name] = folder / rooted[name]
    if isinstance(rooted.get("rules"), list):
        rooted["rules"] = [folder / item if isinstance(item, str) else item for item in rooted["rules"]]
    digest = rooted.get("digest")
    if isinstance(digest, dict) and isinstance(digest.get("folder"), str):
        rooted["digest"] = {**digest, "folder": folder / digest["folder"]}
    return rooted


def _names() -> frozenset[str]:
    """Return every variable that sets something."""
    names = set()
    for name, field in Settings.model_fields.items():
        names.add(variable((name,)))
        if isinstance(field.annotation, type) and issubclass(field.annotation, _Part):
            names |= {variable((name, part)) for part in field.annotation.model_fields}
    return frozenset(names)


def _strangers(environ: Mapping[str, str]) -> list[Problem]:
    """Return a problem for each ``ROTIN_…`` variable that sets nothing: most are misspelt."""
    known = _names()
    found = []
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in known | FOREIGN or name.startswith("ROTIN_TEST_"):
            continue
        near = difflib.get_close_matches(name, known, 1)
        also = (f"; ý bạn là {near[0]}?", f"; did you mean {near[0]}?") if near else ("", "")
        what = Words(vi=f"không có mục nào tên như vậy{also[0]}", en=f"there is no such setting{also[1]}")
        found.append(Problem(file=name, what=what))
    return found


def _attributed(
    error: ValidationError, document: yamlfile.Document | None, environ: Mapping[str, str]
) -> list[Problem]:
    """Return pydantic's findings, each at the variable that set the value or at its line in the file."""
    found = []
    for detail in error.errors(include_url=False):
        location = tuple(detail["loc"])
        what = yamlfile.describe(location, detail)
        setter = next((v for size in (2, 1) if (v := variable(location[:size])) in environ), None)
        if setter or document is None:
            found.append(Problem(file=setter or variable(location), what=what))
        else:
            found.append(document.problem(location, what))
    return found
