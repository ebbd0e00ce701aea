"""Whether people must sign in, or the machine is one person's own."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from corpus.settings import Settings

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def accounts_required(settings: Settings, address: str | None) -> bool:
    """Whether the page needs people to sign in when it listens on this address (None or "": on every one).

    With the setting `auto` that is so unless only programs of this machine can reach it.
    """
    return settings.accounts == "required" or (settings.accounts == "auto" and not is_loopback(address))


def is_loopback(address: str | None) -> bool:
    """Whether only this machine can reach what listens there."""
    if not address:
        return False
    if address.casefold() == "localhost":
        return True
    try:
        return ip_address(address.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return False


def comes_from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether a request to a page on loopback was passed on by a proxy, or means another host.

    Then the machine is not one person's own, whatever the page listens on; and a web site that lets its own name point
    to 127.0.0.1 gets nothing.
    """
    folded = {name.casefold(): value for name, value in headers.items()}
    if any(name in folded for name in _FORWARDED):
        return True
    host = folded.get("host", "")
    try:
        return bool(host) and not is_loopback(urlsplit(f"//{host}").hostname)
    except ValueError:
        return True
