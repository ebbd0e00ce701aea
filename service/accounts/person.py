"""The person who acts: what every writing function of the service layer is given first."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the firm; each may do what the permissions' table says."""

    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was let in; `name` is the author of what they do."""

    name: str
    role: Role
