"""`hoyaku ui`: the page in the browser."""

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import HoyakuError
from ui.commands.terminal import load_settings, quiet_libraries, tell_endpoint, warn

if TYPE_CHECKING:
    from corpus.settings import Settings

PROJECT_ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = PROJECT_ROOT / "ui" / "server.py"


def ui(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    address: Annotated[
        str, typer.Option(help="Address to listen on; any other than this one lets other machines in.")
    ] = "127.0.0.1",
) -> None:
    """Open the translator's page in the browser; Ctrl-C stops it."""
    settings = load_settings()
    see_that_free(address, port, "ui")
    quiet_libraries()
    _tell_who_enters(settings, address)
    tell_endpoint(settings)
    print(f"Hoyaku is at http://{address}:{port} (Ctrl-C stops it).", flush=True)
    options = {
        "server.address": address,
        "server.port": port,
        "server.headless": "true",  # no question for an e-mail address, no browser on a server
        "server.fileWatcherType": "none",  # which would look through every module of torch
        "browser.gatherUsageStats": "false",
        "global.developmentMode": "false",
        "logger.hideWelcomeMessage": "true",
        "logger.level": "warning",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    # Streamlit reads the theme from the folder it runs in; the settings may stand in a .env of the one left.
    os.environ.update(environment_of(settings))
    os.chdir(PROJECT_ROOT)
    # The page takes this process over, so that signals and the exit status are its own.
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(PAGE), *flags])


def _tell_who_enters(settings: "Settings", address: str) -> None:
    """Say whether people must sign in, and make the first administrator where they must and nobody can."""
    from service.accounts.mode import accounts_required, is_loopback

    if accounts_required(settings, address):
        from ui.commands.accounts import tell_first_admin

        tell_first_admin(settings)
        print("Everybody signs in with an account (hoyaku accounts list shows them).")
    elif is_loopback(address):
        print("Single-user mode: no sign-in, this machine only (HOYAKU_ACCOUNTS=required asks everybody to sign in).")
    else:
        warn(
            f"Single-user mode on {address}, as HOYAKU_ACCOUNTS=single says: whoever reaches this address may do "
            "everything, without signing in."
        )


def environment_of(settings: "Settings") -> dict[str, str]:
    """The settings as HOYAKU_ variables, paths made absolute, for a process in another folder."""
    values = {name: str(value) for name, value in settings.model_dump().items()}
    values["endpoint_key"] = settings.endpoint_key.get_secret_value()  # as text it is only asterisks
    values["data_dir"] = str(settings.data_dir.absolute())
    if Path(settings.model).is_dir():
        values["model"] = str(Path(settings.model).absolute())
    return {f"HOYAKU_{name.upper()}": value for name, value in values.items()}


def see_that_free(address: str, port: int, command: str) -> None:
    """HoyakuError where the port cannot be listened on."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((address, port))
            trial.listen()
    except OSError as error:
        raise HoyakuError(
            f"Cannot listen on {address}, port {port} ({error.strerror or error}); "
            f"Hoyaku may be running there already, or choose another port with hoyaku {command} --port {port + 1}."
        ) from error
