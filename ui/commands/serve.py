"""`hoyaku serve`: the HTTP service."""

import os
import tempfile
from typing import Annotated

import typer

from ui.commands.page import environment_of, see_that_free
from ui.commands.terminal import load_settings, quiet_libraries, tell_endpoint, warn


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8600,
    address: Annotated[
        str, typer.Option(help="Address to listen on; any other than this one lets other machines in, with tokens.")
    ] = "127.0.0.1",
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes, which share the database; each loads the model.")
    ] = 1,
    tokens: Annotated[
        bool, typer.Option("--tokens", help="Ask for a token also on this machine; hoyaku tokens add makes one.")
    ] = False,
) -> None:
    """Serve translations to programs over HTTP: our own routes, DeepL's and LibreTranslate's; Ctrl-C stops it."""
    settings = load_settings()
    quiet_libraries()
    from corpus.database import open_database
    from service.accounts.mode import accounts_required

    see_that_free(address, port, "serve")
    open_database(settings).kw["bind"].dispose()  # what is wrong with it is said here, and migrations run once
    required = tokens or accounts_required(settings, address)
    os.environ.update(environment_of(settings))
    os.environ["HOYAKU_SERVICE_TOKENS"] = "required" if required else "none"
    os.environ["HOYAKU_SERVICE_WORKERS"] = str(workers)
    warn(f"Hoyaku serves at http://{address}:{port}, documentation at /docs (Ctrl-C stops it).")
    tell_endpoint(settings)
    if required:
        warn("Every request needs a token: hoyaku tokens add NAME --owner ACCOUNT makes one.")
    with tempfile.TemporaryDirectory(prefix="hoyaku-metrics-") as folder:
        if workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        import uvicorn

        uvicorn.run(
            "service.http.application:create_app_from_settings",
            factory=True,
            host=address,
            port=port,
            workers=workers,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=int(settings.request_seconds) + 10,
        )
