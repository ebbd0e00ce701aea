"""Terms from and to files: what a file would do, group by group, before it does it; exports."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import streamlit as st
from sqlalchemy.orm import Session

from glossary.exchange import IMPORT_GROUPS, ImportGroup, TermImportReport, preview_import, write_terms
from glossary.impact import PlannedChange
from glossary.lookup import list_terms
from glossary.terms import Term, TermStatus
from service.accounts import Action, Person, may
from service.glossary_changes import import_file
from ui.failures import reason_text, report
from ui.glossary_state import carry_out, typed_reason
from ui.governance_view import changes_html
from ui.messages import Say
from ui.proposals import FormError
from ui.render import literal
from ui.session import AREAS, open_page_translator

_EXTENSIONS = ("csv", "tsv", "tbx")
_TYPES = {"csv": "text/csv", "tsv": "text/tab-separated-values", "tbx": "application/x-tbx"}
_SHOWN = 100  # of a group
_REASON = "import_reason"


def show_exchange(session: Session, person: Person, say: Say) -> None:
    """Draw the import on the left and the exports on the right."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(f'<div class="hy-heading">{say("import_title")}</div>')
        if may(person, Action.IMPORT_TERMS):
            _show_import(session, say)
        else:
            st.caption(say("import_not_allowed"))
    with right:
        st.html(f'<div class="hy-heading">{say("export_title")}</div>')
        _show_export(session, say)


def _show_import(session: Session, say: Say) -> None:
    uploaded = st.file_uploader(say("import_file"), type=[*_EXTENSIONS, "tab", "txt", "tbxm", "xml"], key="import_file")
    if uploaded is None:
        st.caption(say("import_hint"))
        return
    name, content = uploaded.name, uploaded.getvalue()
    try:
        with _stored(name, content) as path:
            found = preview_import(session, path)
    except Exception as error:  # a person sees one sentence, the log the rest
        st.warning(literal(report(error, say)))
        return
    counts = {"additions": found.added, "changes": found.changed, "conflicts": len(found.conflicts)}
    for group in IMPORT_GROUPS:
        st.checkbox(
            say(f"import_{group}", count=f"{counts[group]:,}"),
            value=group != "conflicts",
            key=f"import_{group}",
            disabled=not counts[group],
        )
        if counts[group]:
            with st.expander(say("import_show")):
                _show_group(group, found, say)
    st.caption(say("import_rest", unchanged=f"{found.unchanged:,}", problems=f"{len(found.problems):,}"))
    if found.problems:
        with st.expander(say("import_problems")):
            lines = [
                {"line": problem.line, "problem": " ".join(reason_text(reason, say) for reason in problem.reasons)}
                for problem in found.problems[:_SHOWN]
            ]
            st.dataframe(
                lines, hide_index=True, column_config={"line": say("import_line"), "problem": say("import_why")}
            )
    st.text_input(say("reason"), key=_REASON, persist_state="session")
    st.button(
        say("import_apply"),
        type="primary",
        key="import_apply",
        disabled=not any(counts.values()),
        on_click=_apply,
        args=(name, content, found.version, say),
    )


def _show_group(group: ImportGroup, found: TermImportReport, say: Say) -> None:
    if group == "additions":
        st.dataframe(
            [_cells(term, say) for term in found.additions[:_SHOWN]],
            hide_index=True,
            column_config={"zh": say("term_zh"), "ja": say("term_ja"), "area": say("area"), "note": say("note")},
        )
    elif group == "changes":
        st.html(changes_html((PlannedChange(*pair) for pair in found.changes[:_SHOWN]), say))
    else:
        rows = [
            {
                "line": conflict.line,
                "zh": conflict.term.zh,
                "here": f"{conflict.existing.ja} ({say(f'status_{conflict.existing.status}')})",
                "file": conflict.term.ja,
                "area": say(f"area_{conflict.term.area or 'any'}"),
            }
            for conflict in found.conflicts[:_SHOWN]
        ]
        st.caption(say("import_prevails"))
        headings = {
            "line": "import_line",
            "zh": "term_zh",
            "here": "import_here",
            "file": "import_there",
            "area": "area",
        }
        st.dataframe(rows, hide_index=True, column_config={name: say(key) for name, key in headings.items()})


def _cells(term: Term, say: Say) -> dict[str, str]:
    return {"zh": term.zh, "ja": term.ja, "area": say(f"area_{term.area or 'any'}"), "note": term.note}


def _apply(name: str, content: bytes, version: str, say: Say) -> None:
    groups = [group for group in IMPORT_GROUPS if st.session_state.get(f"import_{group}")]

    def work(session: Session, person: Person) -> str:
        if not groups:
            raise FormError("import_nothing")
        with _stored(name, content) as path:
            done = import_file(session, person, path, typed_reason(_REASON), groups, version)
        return say("import_done", added=f"{done.added:,}", changed=f"{done.changed:,}")

    if carry_out(say, work):
        st.session_state[_REASON] = ""


@contextmanager
def _stored(name: str, content: bytes) -> Iterator[Path]:
    """The content as a file of this name, as far as file systems take it, as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="hoyaku-") as folder:
        path = Path(folder) / f"{Path(name).stem[:60] or 'terms'}{Path(name).suffix.lower()}"
        path.write_bytes(content)
        yield path


def _show_export(session: Session, say: Say) -> None:
    area = st.selectbox(
        say("area"),
        AREAS,
        format_func=lambda area: say(f"area_{area or 'any'}"),
        key="export_area",
        persist_state="session",
    )
    statuses = ("approved", "all")
    which = st.selectbox(
        say("status"),
        statuses,
        format_func=lambda status: say(f"export_{status}"),
        key="export_status",
        persist_state="session",
    )
    wanted = (TermStatus.APPROVED,) if which == "approved" else tuple(TermStatus)
    total = list_terms(session, area=area or None, statuses=wanted, limit=0).total
    st.caption(say("export_count", count=f"{total:,}"))
    with st.container(horizontal=True, key="export_buttons"):
        for extension in _EXTENSIONS:
            if extension == "tbx" and which != "approved":
                continue  # TBX has no place for a status
            st.download_button(
                say(f"export_{extension}"),
                partial(_exported, area, wanted, extension),
                f"glossary.{extension}",
                _TYPES[extension],
                key=f"export_{extension}",
                on_click="ignore",
                icon=":material/download:",
            )
    st.caption(say("export_hint"))


def _exported(area: str, statuses: Sequence[TermStatus], extension: str) -> bytes:
    """The file's content, made when it is asked for."""
    with open_page_translator().sessions() as fresh, tempfile.TemporaryDirectory(prefix="hoyaku-") as folder:
        terms = list_terms(fresh, area=area or None, statuses=statuses, limit=10_000_000).terms
        path = Path(folder) / f"glossary.{extension}"
        write_terms(path, terms)
        return path.read_bytes()
