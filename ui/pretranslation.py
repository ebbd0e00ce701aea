"""Pre-translations under way: they belong to the server, so that a closed browser does not end them."""

from dataclasses import replace
from typing import Any

import streamlit as st

from service.accounts import Person
from service.workbench.pretranslation import PretranslationOptions, pretranslate
from ui.endpoint_note import sends
from ui.job import Cancelled, Job, Progress
from ui.session import open_page_translator


@st.cache_resource(show_spinner=False)
def _jobs() -> dict[int, Job[Any]]:
    return {}


def start_pretranslation(document_id: int, person: Person, options: PretranslationOptions | None = None) -> None:
    """Begin, or go on with, the pre-translation of the document; nothing where one is under way.

    Nothing is sent to an endpoint that the session has switched off.
    """
    if pretranslation_of(document_id) is not None:
        return
    translator = open_page_translator()
    wanted = replace(options or PretranslationOptions(), local=not sends())

    def work(progress: Progress) -> object:
        return pretranslate(translator.sessions, translator, person, document_id, wanted, progress)

    _jobs()[document_id] = Job(work).start()


def pretranslation_of(document_id: int) -> Job[Any] | None:
    """The pre-translation of the document that is under way."""
    job = _jobs().get(document_id)
    return None if job is None or job.wait(0) else job


def settle_pretranslation(document_id: int) -> Any:
    """What an ended pre-translation brought, once; None where none has. Raises what ended it, but no cancelling."""
    job = _jobs().get(document_id)
    if job is None or not job.wait(0):
        return None
    del _jobs()[document_id]
    try:
        return job.result()
    except Cancelled:
        return None
