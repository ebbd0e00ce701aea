"""All settings of the product, read from the environment (prefix HOYAKU_) or a .env file."""

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import PositiveFloat, PositiveInt
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
    training_data: Path = PROJECT_ROOT.parent / "shared" / "data"  # only base-model training reads it

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'hoyaku.db'}"
