"""Runs the page on this machine alone: bound to the loopback interface, until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from ..errors import AlignerError
from .app import Settings, make_app

HOST = "127.0.0.1"


class ServerError(AlignerError):
    """Why the page cannot be served, and what to do."""


def serve(store: Path, who: str, port: int, language: str, announce: Callable[[str], None]) -> None:
    """Serve the page until it is stopped.

    Args:
        store: an existing store.
        who: the reviewer.
        port: 0 for any free one.
        language: of the page's words where the browser wishes for none that it has.
        announce: told the address, once it answers.

    Raises:
        ServerError: the port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((HOST, port))
        except OSError as error:
            raise ServerError(
                f"port {port} cannot be used ({error.strerror}). Choose another: --port 0"
            ) from error
        bound.listen(64)
        settings = Settings(store, who, bound.getsockname()[1], language)
        config = uvicorn.Config(
            make_app(settings),
            access_log=False,  # the first address has the token in it
            log_level="warning",
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
        # From here on connections are taken, if not yet answered.
        announce(f"http://{HOST}:{settings.port}/?token={settings.kept.token}")
        uvicorn.Server(config).run(sockets=[bound])
