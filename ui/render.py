"""HTML of segments, tooltips, memory matches and notices; every text from outside is escaped here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from corpus.languages import Direction, Language
from corpus.memory import Difference, MemoryHit
from glossary.adherence import TermFinding
from glossary.terms import Term
from ui.messages import LANGUAGE_TAGS, Say
from ui.notices import check_sentence, notice_sentences
from ui.workspace import Row, Workspace


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text to underline: its class, its tooltip (HTML) and the number that links both sides."""

    start: int
    end: int
    style: str
    tip: str
    link: int


def source_html(row: Row, index: int, direction: Direction, say: Say, side: str = "source") -> str:
    """The source segment with its terms underlined."""
    marks = [
        Mark(finding.match.start, finding.match.end, _style(finding), term_tip(finding, direction, say), number)
        for number, finding in enumerate(row.terms)
    ]
    return segment_html(row.source, marks, direction.source, side, index)


def target_html(
    row: Row,
    index: int,
    direction: Direction,
    say: Say,
    side: str = "target",
    shaded: Sequence[tuple[int, int]] = (),
) -> str:
    """The translation with the terms that were found, and the doubts, underlined, and some spans shaded."""
    marks = [
        Mark(start, end, _style(finding), term_tip(finding, direction, say), number)
        for number, finding in enumerate(row.terms)
        for start, end in finding.target_spans
    ]
    marks += [
        Mark(*check.target_span, "hy-check", escape(check_sentence(check, row.source, row.text, say)), -1)
        for check in row.checks
        if check.target_span
    ]
    return segment_html(row.text, marks, direction.target, side, index, shaded)


def segment_html(
    text: str,
    marks: Iterable[Mark],
    language: Language,
    side: str,
    row: int,
    shaded: Sequence[tuple[int, int]] = (),
) -> str:
    """A segment as HTML: text kept to the letter, marks focusable, each with a tooltip of its own.

    Marks that overlap an earlier or longer one are left out. `side` is source or target where a term may be made
    from selected text, and any other name elsewhere. `shaded` spans, in order, get a background.
    """
    parts = []
    position = 0
    for number, mark in enumerate(sorted(marks, key=lambda mark: (mark.start, -mark.end))):
        if mark.start < position or mark.end <= mark.start or mark.end > len(text):
            continue
        tip = f"hy-tip-{side}-{row}-{number}"
        parts.append(_shaded_html(text, position, mark.start, shaded))
        parts.append(
            f'<span class="hy-term {mark.style}" tabindex="0" data-link="{mark.link}" aria-describedby="{tip}">'
            f"{_shaded_html(text, mark.start, mark.end, shaded)}"
            f'<span class="hy-tip" role="tooltip" id="{tip}">{mark.tip}</span></span>'
        )
        position = mark.end
    parts.append(_shaded_html(text, position, len(text), shaded))
    tag = LANGUAGE_TAGS[language]
    return f'<div class="hy-text" data-side="{side}" data-row="{row}" lang="{tag}">{"".join(parts)}</div>'


def _shaded_html(text: str, start: int, end: int, shaded: Sequence[tuple[int, int]]) -> str:
    """text[start:end] with what lies in a shaded span marked."""
    parts = []
    for first, last in shaded:
        first, last = max(first, start), min(last, end)
        if first < last:
            parts.append(f"{escape(text[start:first])}<mark>{escape(text[first:last])}</mark>")
            start = last
    return "".join(parts) + escape(text[start:end])


def plain_html(text: str, language: str, style: str = "hy-text") -> str:
    """A text as it is, in its language's typeface."""
    return f'<div class="{style}" lang="{LANGUAGE_TAGS[language]}">{escape(text)}</div>'


def term_tip(finding: TermFinding, direction: Direction, say: Say) -> str:
    """The tooltip of a matched term: renderings, then definition, note and area of each reading."""
    target = direction.target
    renderings = finding.match.citations(target)
    preferred, also = renderings[:1], renderings[1:]
    lines = [
        _tip_heading(finding.match.surface, preferred, direction),
        "" if finding.match.binding else f'<span class="hy-tip-line">{escape(say("tip_suggested"))}</span>',
        _tip_line(say("tip_also"), also, target),
        _tip_line(say("tip_forbidden"), finding.match.forbidden(target), target),
    ]
    for term in finding.match.terms:
        lines += _tip_reading(term, say, alone=len(finding.match.terms) == 1)
    return "".join(lines)


def memory_html(hit: MemoryHit, query: str, direction: Direction, say: Say) -> tuple[str, str]:
    """(source side, target side) of a memory match; what differs from the query is struck out or underlined."""
    places = [say("memory_from", origin=hit.origin)]
    if hit.document:
        places.append(say("memory_document", document=hit.document))
    if hit.area:
        places.append(say(f"area_{hit.area}"))
    named = " · ".join(escape(place) for place in places)
    caption = f'<div class="hy-meta"><b>{percent(hit.score)} %</b> · {named}</div>'
    source = difference_html(query, hit.source, hit.differences)
    return (
        f'<div class="hy-text hy-small" lang="{LANGUAGE_TAGS[direction.source]}">{source}</div>{caption}',
        plain_html(hit.target, direction.target, "hy-text hy-small"),
    )


def difference_html(query: str, hit: str, differences: Sequence[Difference]) -> str:
    """The hit's text with what it has instead of the query's: the query's words struck out, its own underlined."""
    parts = []
    position = 0
    for difference in sorted(differences, key=lambda difference: (difference.hit, difference.query)):
        start, end = difference.hit
        parts.append(escape(hit[position:start]))
        if absent := query[slice(*difference.query)]:
            parts.append(f"<del>{escape(absent)}</del>")
        if own := hit[start:end]:
            parts.append(f"<ins>{escape(own)}</ins>")
        position = end
    parts.append(escape(hit[position:]))
    return "".join(parts)


def notices_html(row: Row, direction: Direction, say: Say) -> str:
    """The warnings below a translation, one line each; "" where there are none."""
    lines = []
    if row.machine.error and not row.edited:
        lines.append(("error", say("not_guaranteed", reason=row.machine.error)))
    lines += notice_sentences(row.terms, row.checks, row.source, row.text, direction, say)
    if not lines:
        return ""
    items = "".join(
        f'<li class="hy-{severity}"><b>{escape(say(f"severity_{severity}"))}</b> {escape(text)}</li>'
        for severity, text in lines
    )
    return f'<ul class="hy-notices">{items}</ul>'


def percent(score: float) -> int:
    """A score from 0 to 1 as whole percent; only an exact match is 100."""
    return 100 if score >= 1 else min(99, round(score * 100))


def _style(finding: TermFinding) -> str:
    proposed = any(term.status == "proposed" for term in finding.match.terms)
    return f"hy-{finding.status}" + (" hy-proposed" if proposed else "")


def _tip_heading(surface: str, preferred: Sequence[str], direction: Direction) -> str:
    return (
        f'<span class="hy-tip-head"><span lang="{LANGUAGE_TAGS[direction.source]}">{escape(surface)}</span> → '
        f'<span lang="{LANGUAGE_TAGS[direction.target]}">{escape(" / ".join(preferred))}</span></span>'
    )


def _tip_line(label: str, values: Sequence[str], language: str) -> str:
    if not any(values):
        return ""
    text = f'<span lang="{LANGUAGE_TAGS[language]}">{escape(" / ".join(values))}</span>'
    return f'<span class="hy-tip-line"><b>{escape(label)}</b>{text}</span>'


def _tip_reading(term: Term, say: Say, alone: bool) -> list[str]:
    """Definitions and notes of the glossary are written in Japanese."""
    area = say(f"area_{term.area}") if term.area else say("area_any")
    status = say(f"status_{term.status}")
    place = f"{area} · {status}" if alone else f"{area} · {status} · {term.zh} = {term.ja}"
    return [
        _tip_line(say("tip_definition"), (term.definition,), "ja"),
        _tip_line(say("tip_note"), (term.note,), "ja"),
        _tip_line(say("tip_area"), (place,), "ja"),
    ]


def copy_button(text: str, label: str) -> str:
    """A button that the page's script lets copy the text."""
    return f'<button type="button" class="hy-copy" data-text="{escape(text)}">{escape(label)}</button>'


def heading_html(title: str, language: str) -> str:
    """A field's heading with its language."""
    return f'<div class="hy-heading">{escape(title)} · {escape(language)}</div>'


def numbered_html(number: int, segment: str) -> str:
    """A segment's HTML with its number in front."""
    return f'<div class="hy-line"><span class="hy-number">{number}</span>{segment}</div>'


def meta_html(row: Row, say: Say) -> str:
    """How a row's text came about: edited, or by which engine in what time."""
    if row.edited:
        return f'<span class="hy-badge">{escape(say("edited"))}</span>'
    names = {"fast", "guaranteed", "memory", "copy", "endpoint"}
    engine = say(f"engine_{row.machine.engine}") if row.machine.engine in names else row.machine.engine
    seconds = say("summary_seconds", seconds=f"{row.machine.seconds:.2f}")
    parts = [escape(engine), escape(seconds)]
    use = row.machine.endpoint
    if use is not None and use.outcome == "rejected":
        parts.insert(1, f'<span title="{escape(use.reason)}">{escape(say("endpoint_rejected"))}</span>')
    return f'<span class="hy-meta">{" · ".join(parts)}</span>'


def summary_html(workspace: Workspace, say: Say) -> str:
    """One line on the whole translation: terms, what to check, time."""
    satisfied, total = workspace.count_terms()
    terms = say("summary_terms", satisfied=satisfied, total=total) if total else say("summary_no_terms")
    parts = [f'<span class="{"hy-fine" if satisfied == total else "hy-doubt"}">{escape(terms)}</span>']
    if doubts := len(workspace.shown("attention")):
        parts.append(f'<span class="hy-doubt">{escape(say("summary_attention", count=doubts))}</span>')
    parts.append(escape(say("summary_seconds", seconds=f"{workspace.seconds:.1f}")))
    return f'<div class="hy-meta">{" · ".join(parts)}</div>'


def literal(text: str) -> str:
    """Text for a label or notice, where Streamlit reads Markdown: every mark of it is escaped."""
    return "".join(f"\\{character}" if character in r"\`*_{}[]()<>#+-.!|~$:&^=" else character for character in text)
