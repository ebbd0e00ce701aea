"""Configurations of training runs, read from TOML files into models that know their fields."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from training.errors import TrainingError

Configuration = TypeVar("Configuration", bound="Section")


class Section(BaseModel):
    """A configuration or a section of one; a field that it does not have is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_toml(kind: type[Configuration], path: Path) -> Configuration:
    """The configuration in the file; TrainingError where it is absent or wrong, with the field at fault."""
    try:
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise TrainingError(f"{path} is not there; name one of training/configs/*.toml, or a copy.") from error
    except OSError as error:
        raise TrainingError(f"{path} cannot be read ({error.strerror}); name another TOML file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path} is not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise TrainingError(f"{path}: {field}: {first['msg']}.") from error
