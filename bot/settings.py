"""Every setting in one place: what it is called, what it means, what it is by default."""

from __future__ import annotations

import secrets
from functools import cached_property
from pathlib import Path

from pydantic import Field, HttpUrl, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read from the environment (prefix LOTSE_) and from a .env file at the root.

    The README's table of settings is compared with these fields by a test.
    """

    model_config = SettingsConfigDict(
        env_prefix="LOTSE_",
        env_file=ROOT / ".env",
        extra="ignore",
        # DATABASE_URL and REDIS_URL are read under their usual names, tests set them by field.
        populate_by_name=True,
    )

    host: str = Field("127.0.0.1", description="Address the app listens on")
    port: int = Field(8000, ge=1, le=65535, description="The one public port")
    public_url: HttpUrl | None = Field(
        None, description="Address customers reach the app at, when a proxy stands in front"
    )
    apps: int = Field(
        1, ge=1, le=32, description="App processes behind the one port; more than one needs "
        "PostgreSQL and Redis"
    )
    rasa_port: int = Field(5005, ge=1, le=65535, description="Rasa's port, on loopback only")
    var: Path = Field(ROOT / "var", description="Folder of everything written at run time")
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="SQLAlchemy address of the database; empty: SQLite in the var folder",
    )
    redis_url: str = Field(
        "",
        validation_alias="REDIS_URL",
        description="Redis for live events between several app processes; empty: one process",
    )
    secret: str = Field(
        "", description="Key that signs tokens; empty: made once and kept in var/secret"
    )
    encoder: Path | None = Field(
        None, description="Folder of the exported sentence encoder; empty: var/encoder"
    )
    rasa_python: Path = Field(
        ROOT / ".venv-rasa/bin/python", description="Python of Rasa's own environment"
    )
    demo: bool = Field(True, description="Load the demo shop into an empty database")
    shop: str = Field("Linde & Mộc", description="The shop's name, as customers read it")
    shop_timezone: str = Field("Europe/Berlin", description="Time zone of dates said to customers")
    rasa_timeout: float = Field(8.0, gt=0, description="Seconds a turn waits for Rasa")
    proof_tries: int = Field(3, ge=1, description="Wrong postcodes or e-mails allowed a chat")
    order_tries_a_day: int = Field(
        10, ge=1, description="Wrong proofs allowed for one order number in a day, all chats"
    )
    queue_after_seconds: int = Field(
        60, ge=5, description="The watchdog queues a message unanswered for so long"
    )
    channels: list[dict[str, str]] = Field(
        [], description="First accounts of messengers, as JSON: a list of objects with channel, "
        "account and the channel's settings (`lotse channel fields NAME`)"
    )
    webhook_days: int = Field(14, ge=1, description="Days the raw calls of messengers are kept")
    file_megabytes: dict[str, int] = Field(
        {"image": 10, "audio": 20, "video": 64, "file": 25},
        description="The largest file taken of each kind, in MB, as JSON",
    )
    file_scan: str = Field(
        "", description="Command that gets a file's path and ends with 0 (clean) or 1 (infected), "
        "such as `clamdscan --fdpass --no-summary`; empty: nothing is scanned"
    )
    file_days: int = Field(365, ge=1, description="Days files of conversations are kept")
    files_s3_url: str = Field(
        "", description="Bucket for files, `https://host/bucket`, on a server that speaks S3; "
        "empty: var/files"
    )
    files_s3_region: str = Field("us-east-1", description="The bucket's region")
    files_s3_key: str = Field("", description="The bucket's access key")
    files_s3_secret: str = Field("", description="The bucket's secret key")
    quiet_seconds: float = Field(
        1.5, ge=0, le=5, description="Quiet after a message before it is answered, on messengers"
    )
    quiet_seconds_web: float = Field(0.4, ge=0, le=5, description="The same in the web chat")
    session_hours: int = Field(12, ge=1, description="How long a log-in to the console lasts")
    visitor_days: int = Field(365, ge=1, description="How long a visitor's chat token is valid")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    @field_validator("file_megabytes")
    @classmethod
    def _every_kind(cls, given: dict[str, int]) -> dict[str, int]:
        """A kind that is not named keeps its default."""
        usual: dict[str, int] = cls.model_fields["file_megabytes"].default
        if strange := set(given) - set(usual):
            raise ValueError(f"no kind of file: {', '.join(strange)}; there are {list(usual)}")
        return {**usual, **given}

    @cached_property
    def database(self) -> str:
        """The database address with the async driver named."""
        url = self.database_url or f"sqlite:///{self.var / 'lotse.db'}"
        for plain, driver in (("sqlite://", "sqlite+aiosqlite://"),
                              ("postgresql://", "postgresql+asyncpg://"),
                              ("postgres://", "postgresql+asyncpg://")):
            if url.startswith(plain):
                return driver + url.removeprefix(plain)
        return url

    @cached_property
    def key(self) -> bytes:
        """The signing key; made once, readable by the owner only."""
        if self.secret:
            return self.secret.encode()
        path = self.var / "secret"
        if not path.exists():
            self.var.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text().strip().encode()

    @property
    def encoder_folder(self) -> Path:
        return self.encoder or self.var / "encoder"

    @property
    def models_folder(self) -> Path:
        return self.var / "models"

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def url(self) -> str:
        """Where a person on this machine, or the proxy's customers, find the app."""
        return self.public or self.local_url

    @property
    def public(self) -> str:
        """Where customers and messengers reach the app, without a slash; "" where nobody can."""
        return str(self.public_url).rstrip("/") if self.public_url else ""

    @property
    def local_url(self) -> str:
        everywhere = self.host in ("0.0.0.0", "::")  # noqa: S104
        host = "127.0.0.1" if everywhere else self.host
        return f"http://{host}:{self.port}"
