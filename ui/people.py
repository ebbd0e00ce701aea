"""Who is at the page."""

from corpus.settings import Settings
from service.accounts import Person, Role


def current_person() -> Person:
    """The person whose page is being drawn; on a machine of one's own, whoever sits at it."""
    return Person(Settings().user, Role.ADMIN)
