"""Importing a file of pairs on the corpus page: first the cleaning report, then the decision."""

from html import escape

import streamlit as st

from corpus.formats.previewing import ImportPreview, preview_import
from service.accounts import Action, may
from service.corpus_changes import import_file
from ui.corpus_choices import area_name, flag_name
from ui.corpus_failures import corpus_failure
from ui.failures import reason_text
from ui.messages import LANGUAGE_TAGS, Say
from ui.people import current_person
from ui.render import literal
from ui.session import AREAS, open_page_translator

ENDINGS = ("tsv", "tab", "txt", "csv", "jsonl", "ndjson", "tmx")
_SHOWN = 200  # pairs of the report on the page; the download has all of them


def show_import(say: Say) -> None:
    """Draw the choice of a file, what the filters say of it, and the button that adds it."""
    st.caption(say("corpus_import_intro"))
    uploaded = st.file_uploader(say("corpus_import_file"), type=list(ENDINGS), key="corpus_import_file")
    if notice := st.session_state.pop("corpus_import_notice", None):
        kind, text = notice
        (st.success if kind == "done" else st.warning)(literal(text))
    if uploaded is None:
        st.session_state.pop("corpus_import_preview", None)
        return
    preview = _preview(uploaded.file_id, uploaded.name, uploaded.getvalue(), say)
    if preview is None:
        return
    _show_report(preview, say)
    _show_decision(preview, say)


def _preview(file_id: str, name: str, data: bytes, say: Say) -> ImportPreview | None:
    """What the file holds, read once; None, and a sentence, where it cannot be read."""
    held = st.session_state.get("corpus_import_preview")
    if held is None or held[0] != file_id:
        try:
            with st.spinner(say("corpus_import_reading")), open_page_translator().sessions() as session:
                held = (file_id, preview_import(session, name, data), "")
        except Exception as error:  # a person sees one sentence, the log the rest
            held = (file_id, None, corpus_failure(error, say))
        st.session_state["corpus_import_preview"] = held
    if held[2]:
        st.warning(literal(held[2]))
    preview: ImportPreview | None = held[1]
    return preview


def _show_report(preview: ImportPreview, say: Say) -> None:
    summary = say(
        "corpus_import_summary",
        read=f"{preview.read:,}",
        kept=f"{len(preview.kept):,}",
        held=f"{preview.held:,}",
        dropped=f"{len(preview.dropped):,}",
        rejected=f"{len(preview.rejected):,}",
    )
    st.html(f'<div class="hy-heading">{escape(summary)}</div>')
    rows = "".join(
        f'<tr><th scope="row">{escape(flag_name(name, say))}</th><th>{escape(say(f"corpus_filter_{name}"))}</th>'
        f"<td>{count:,}</td></tr>"
        for name, count in preview.counts().items()
    )
    heads = "".join(
        f'<th scope="col">{escape(say(key))}</th>'
        for key in ("corpus_import_filter", "corpus_import_keeps", "corpus_import_left_out")
    )
    st.html(
        f'<div class="hy-wide"><table class="hy-scores hy-lefthead"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    if preview.dropped or preview.rejected:
        with st.expander(say("corpus_import_details", count=f"{len(preview.dropped) + len(preview.rejected):,}")):
            st.html(_details_html(preview, say))
            st.download_button(
                say("corpus_import_report"),
                report_tsv(preview),
                f"{preview.name}.report.tsv",
                "text/tab-separated-values",
                key="corpus_import_report",
                on_click="ignore",
                icon=":material/download:",
            )


def _details_html(preview: ImportPreview, say: Say) -> str:
    lines = [
        (one.line, say("corpus_import_unreadable"), reason_text(one.message, say), "", "")
        for one in preview.rejected[:_SHOWN]
    ] + [
        (one.pair.line, flag_name(one.filter, say), reason_text(one.reason, say), one.pair.zh, one.pair.ja)
        for one in preview.dropped[:_SHOWN]
    ]  # fmt: skip
    rows = "".join(
        f'<div class="hy-entry"><span class="hy-meta">{escape(say("corpus_import_line", line=line or ""))} · '
        f'{escape(name)}: {escape(reason)}</span><div class="hy-pair">'
        f'<div class="hy-small" lang="{LANGUAGE_TAGS["zh"]}">{escape(zh[:300])}</div>'
        f'<div class="hy-small" lang="{LANGUAGE_TAGS["ja"]}">{escape(ja[:300])}</div></div></div>'
        for line, name, reason, zh, ja in lines
    )
    return f'<div class="hy-report">{rows}</div>'


def report_tsv(preview: ImportPreview) -> bytes:
    """Why each line was left out, as tab-separated values that no spreadsheet executes."""
    from corpus.formats.spreadsheet import protected

    lines = [("line", "filter", "reason", "zh", "ja")]
    lines += [(str(one.line or ""), "unreadable", one.message, "", "") for one in preview.rejected]
    lines += [(str(one.pair.line or ""), one.filter, one.reason, one.pair.zh, one.pair.ja) for one in preview.dropped]
    text = "".join("\t".join(protected(" ".join(cell.split())) for cell in line) + "\n" for line in lines)
    return text.encode("utf-8", "replace")


def _show_decision(preview: ImportPreview, say: Say) -> None:
    allowed = may(current_person(), Action.IMPORT_PAIRS)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.text_input(
        say("corpus_licence"),
        key="corpus_import_licence",
        placeholder=say("corpus_licence_hint"),
        persist_state="session",
    )
    right.selectbox(
        say("corpus_import_area"), AREAS, format_func=lambda one: area_name(one, say), key="corpus_import_area",
        persist_state="session",
    )  # fmt: skip
    if preview.dropped:
        st.radio(
            say("corpus_import_doubted"),
            (False, True),
            format_func=lambda flagged: say("corpus_import_flagged" if flagged else "corpus_import_leave_out"),
            key="corpus_import_flag",
            persist_state="session",
            horizontal=True,
        )
    flagged = bool(preview.dropped and st.session_state.get("corpus_import_flag"))
    count = len(preview.kept) + (len(preview.dropped) if flagged else 0)
    st.button(
        say("corpus_import_button", count=f"{count:,}"),
        type="primary",
        key="corpus_import_run",
        disabled=not count or not allowed,
        help=None if allowed else say("corpus_forbidden"),
        on_click=_ask,
    )
    if st.session_state.get("corpus_import_asked"):  # kept until it is done, whatever else is clicked meanwhile
        _import(preview, flagged, count, say)
        st.session_state["corpus_import_asked"] = False
        st.rerun()


def _ask() -> None:
    st.session_state["corpus_import_asked"] = True


def _import(preview: ImportPreview, flagged: bool, count: int, say: Say) -> None:
    """Add the pairs while a bar tells how far it is; what came of it is said on the next run."""
    state = st.session_state
    bar = st.progress(0.0, text=say("corpus_import_running"))

    def advance(done: int) -> None:
        bar.progress(min(1.0, done / count), text=say("corpus_import_running"))

    try:
        with open_page_translator().sessions() as session:
            report = import_file(
                session,
                current_person(),
                preview,
                state["corpus_import_licence"].strip(),
                state["corpus_import_area"] or None,
                flagged,
                advance,
            )
    except Exception as error:  # a person sees one sentence, the log the rest
        state["corpus_import_notice"] = ("lacking", corpus_failure(error, say))
        return
    text = say("corpus_added", added=report.added, duplicate=report.duplicate, rejected=report.rejected)
    state["corpus_import_notice"] = ("done", text)
