"""`server`: a stand-in endpoint; `opened`: its translator, with other settings where the test names them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.settings import Settings
from service.endpoint import EndpointTranslator
from tests.service.endpoint.stand_in_server import StandInServer

Open = Callable[..., EndpointTranslator]


@pytest.fixture
def server() -> Iterator[StandInServer]:
    running = StandInServer()
    yield running
    running.stop()


@pytest.fixture
def opened(server: StandInServer, tmp_path: Path) -> Iterator[Open]:
    translators: list[EndpointTranslator] = []

    def open_with(**settings: object) -> EndpointTranslator:
        values = {"endpoint_url": server.url, "endpoint_model": "stand-in", "data_dir": tmp_path, **settings}
        translators.append(EndpointTranslator(Settings(**values)))
        return translators[-1]

    yield open_with
    for translator in translators:
        translator.close()
