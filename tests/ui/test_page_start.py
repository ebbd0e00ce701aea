"""How soon the page is there: it waits for no library of the engines, which load while the first text is typed."""

import subprocess
import sys

import pytest

OPENED = """
import sys
import ui.app
from corpus.settings import Settings
from service.engines import open_cascade

open_cascade("models/base", Settings())
print(*sys.modules)
"""


@pytest.mark.slow  # a process of its own imports every page
def test_the_pages_and_the_translator_are_opened_without_the_libraries_of_the_engines():
    loaded = subprocess.run([sys.executable, "-c", OPENED], capture_output=True, text=True, check=True).stdout.split()
    assert {"torch", "transformers", "ctranslate2", "peft", "scipy", "pandas", "matplotlib", "httpx2"}.isdisjoint(
        loaded
    )
