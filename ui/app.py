"""The translator's page: what `hoyaku ui` serves; `streamlit run ui/server.py` does the same by hand."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from service.accounts import Action, may
from ui import (
    accounts_page,
    corpus_page,
    documents_page,
    glossary_page,
    models_page,
    review_page,
    sign_in_page,
    translate_page,
)
from ui.browser import connect_page
from ui.endpoint_note import show_endpoint
from ui.failures import report
from ui.messages import INTERFACE_LANGUAGES, LANGUAGE_NAMES, LANGUAGE_TAGS, InterfaceLanguage, Say, speaker
from ui.people import Visit, current_visit
from ui.person_menu import show_person_menu, tell_provider
from ui.session import interface_language, set_defaults, warm_up
from ui.session_cookie import connect_cookie
from ui.style import LOGO, page_css


def main() -> None:
    """Draw the header and the page that was chosen; a failure is one sentence and a log entry."""
    st.set_page_config(page_title="Hoyaku 法訳", page_icon="⚖️", layout="wide")
    language = interface_language()
    say = speaker(language)
    st.html(f"<style>{page_css(say('upload_here'))}</style>")
    st.logo(LOGO, size="large", icon_image=LOGO)
    try:
        visit = current_visit()
    except Exception as error:  # no database, for one: a person sees one sentence, never a traceback
        st.error(report(error, say))
        return
    set_defaults()
    # Who is not signed in has the same addresses, so that the page that was open is shown afterwards.
    chosen = st.navigation(_pages(visit, say), position="top" if visit.person else "hidden")
    with st.container(key="language_bar", horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        show_person_menu(visit, say)
        _choose_language(language, say)
    connect_cookie()
    tell_provider()
    if visit.person is not None:
        connect_page(say, LANGUAGE_TAGS[language], visit.person.name)
    try:
        if visit.person is None:
            sign_in_page.show(visit, say)
        else:
            show_endpoint(say)
            chosen.run()
    except Exception as error:  # a person sees one sentence, never a traceback
        st.error(report(error, say))
    warm_up()  # last: what it imports would take the time that drawing the page needs


def _pages(visit: Visit, say: Say) -> list[StreamlitPage]:
    """The pages that the person may use; all of them while nobody is signed in."""
    pages = [
        st.Page(lambda: translate_page.show(say), title=say("page_translate"), url_path="translate", default=True),
        st.Page(lambda: documents_page.show(say), title=say("page_documents"), url_path="documents"),
        st.Page(lambda: review_page.show(say), title=say("page_review"), url_path="review"),
        st.Page(lambda: glossary_page.show(say), title=say("page_glossary"), url_path="glossary"),
        st.Page(lambda: corpus_page.show(say), title=say("page_corpus"), url_path="corpus"),
        st.Page(lambda: models_page.show(say), title=say("page_models"), url_path="models"),
    ]
    if visit.person is None or (visit.how == "signed_in" and may(visit.person, Action.CHANGE_ACCOUNTS)):
        pages.append(st.Page(lambda: accounts_page.show(say), title=say("page_accounts"), url_path="accounts"))
    return pages


def _choose_language(language: InterfaceLanguage, say: Say) -> None:
    st.selectbox(
        say("interface_language"),
        INTERFACE_LANGUAGES,
        index=INTERFACE_LANGUAGES.index(language),
        format_func=LANGUAGE_NAMES.__getitem__,
        key="lang",
        label_visibility="collapsed",
        persist_state="session",
        width=120,
    )


if __name__ == "__main__":
    main()
