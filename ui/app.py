"""The translator's page: `streamlit run ui/app.py`, or `hoyaku ui`."""

import streamlit as st

from ui import corpus_page, glossary_page, models_page, translate_page
from ui.browser import connect_page
from ui.failures import report
from ui.messages import INTERFACE_LANGUAGES, LANGUAGE_NAMES, LANGUAGE_TAGS, speaker
from ui.session import interface_language, set_defaults, warm_up
from ui.style import LOGO, page_css


def main() -> None:
    """Draw the header and the page that was chosen; a failure is one sentence and a log entry."""
    st.set_page_config(page_title="Hoyaku 法訳", page_icon="⚖️", layout="wide")
    language = interface_language()
    say = speaker(language)
    set_defaults()
    st.html(f"<style>{page_css()}</style>")
    st.logo(LOGO, size="large", icon_image=LOGO)
    pages = [
        st.Page(lambda: translate_page.show(say), title=say("page_translate"), url_path="translate", default=True),
        st.Page(lambda: glossary_page.show(say), title=say("page_glossary"), url_path="glossary"),
        st.Page(lambda: corpus_page.show(say), title=say("page_corpus"), url_path="corpus"),
        st.Page(lambda: models_page.show(say), title=say("page_models"), url_path="models"),
    ]
    chosen = st.navigation(pages, position="top")
    with st.container(key="language_bar", horizontal=True, horizontal_alignment="right"):
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
    warm_up()
    connect_page(say, LANGUAGE_TAGS[language])
    try:
        chosen.run()
    except Exception as error:  # a person sees one sentence, never a traceback
        st.error(report(error, say))


if __name__ == "__main__":
    main()
