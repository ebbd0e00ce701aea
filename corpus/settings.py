"""All settings of the product, read from the environment (prefix HOYAKU_) or a .env file."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, PositiveFloat, PositiveInt, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Documented in docs/settings.md; every field is an environment variable HOYAKU_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="HOYAKU_", env_file=".env", extra="ignore")

    data_dir: Path = user_data_path("hoyaku")  # database, converted models, training runs
    database_url: str = ""  # "" is SQLite at data_dir/hoyaku.db
    model: str = str(PROJECT_ROOT / "models" / "base")  # a folder, or a hub name
    device: str = "auto"  # auto, cpu, cuda
    threads: int = 0  # of the fast path and torch; 0 lets them choose
    beam_size: int = 4
    memory_threshold: float = 0.7  # lowest fuzzy match shown, 0 to 1
    user: str = "local"  # author of changes made from the command line
    accounts: Literal["auto", "single", "required"] = "auto"  # auto: required unless the page is on loopback only
    oidc_role: Literal["", "translator", "reviewer", "admin"] = ""  # of accounts made at a first OIDC sign-in; "": none
    lockout_failures: PositiveInt = 5  # wrong passwords that lock an account
    lockout_minutes: PositiveFloat = 15.0  # of the first lock; each further failure doubles it
    one_time_password_hours: PositiveFloat = 72.0  # for which a password that somebody else gave opens the account
    session_idle_hours: PositiveFloat = 12.0  # after which a browser that was not used is signed out
    session_days: PositiveFloat = 7.0  # after which every browser is signed out
    requests_per_minute: int = 1200  # of one token, in each worker of the HTTP service; 0 sets no limit
    request_seconds: float = 300  # after which the HTTP service gives a request up
    batching: bool = True  # of the HTTP service, over requests; without it one segment is translated at a time
    queue_characters: int = 100_000  # that may wait in a worker of the HTTP service before it refuses more
    cors_origins: str = ""  # web pages that may call the HTTP service, separated by commas; "" is none
    endpoint_url: str = ""  # of an OpenAI-compatible server that is sent what is translated; "" sends nothing anywhere
    endpoint_model: str = Field(default="", validate_default=True)  # as that server calls it
    endpoint_key: SecretStr = SecretStr("")  # "" sends no key
    endpoint_seconds: PositiveFloat = 60.0  # after which one answer of the server is given up
    endpoint_concurrency: PositiveInt = 4  # segments that the server is asked for at once
    training_data: Path = PROJECT_ROOT.parent / "shared" / "data"  # only base-model training reads it

    @field_validator("endpoint_url")
    @classmethod
    def _endpoint_address(cls, value: str) -> str:
        """The address without a slash at its end, nor the path that is added to it."""
        if not value.strip():
            return ""
        address = urlsplit(value.strip())
        _ = address.port  # ValueError where that is no number of a port
        if address.scheme not in ("http", "https") or not address.hostname or address.query or address.fragment:
            raise ValueError("write it as http://HOST:PORT/v1 or https://HOST/v1")
        if "@" in address.netloc:
            raise ValueError("leave name and password out of it; HOYAKU_ENDPOINT_KEY takes a key")
        return value.strip().rstrip("/").removesuffix("/chat/completions")

    @field_validator("endpoint_key")
    @classmethod
    def _endpoint_key_sendable(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value().strip()
        if not (secret.isascii() and (secret.isprintable())):
            raise ValueError("a key has only letters, digits and signs of ASCII")
        return SecretStr(secret)

    @field_validator("endpoint_model")
    @classmethod
    def _endpoint_model_named(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("endpoint_url") and not value.strip():
            raise ValueError("HOYAKU_ENDPOINT_URL is set, so name a model that the server there has")
        return value.strip()

    @property
    def endpoint_host(self) -> str:
        """The host (and port) that text is sent to; "" where no endpoint is named."""
        return urlsplit(self.endpoint_url).netloc

    @property
    def endpoint_label(self) -> str:
        """The model and the host that are asked; "" where no endpoint is named."""
        return f"{self.endpoint_model} at {self.endpoint_host}" if self.endpoint_url else ""

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'hoyaku.db'}"
