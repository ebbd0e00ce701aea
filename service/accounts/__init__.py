"""Who uses the product and what each of them may do."""

from service.accounts.permissions import Action, may, require
from service.accounts.person import Person, Role

__all__ = ["Action", "Person", "Role", "may", "require"]
