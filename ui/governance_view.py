"""HTML of the glossary page beyond a single term: impacts, differences, renderings side by side, conflicts, tasks;
every text is escaped here."""

from collections.abc import Iterable, Sequence
from html import escape

from glossary.accepted_conflicts import Acceptance
from glossary.conflicts import Conflict
from glossary.impact import Impact, PlannedChange, Tally, Violation
from glossary.resolution import Resolution
from glossary.tasks import Task
from glossary.terms import Term, TermStatus
from ui.messages import LANGUAGE_TAGS, Say
from ui.term_view import differences

EXAMPLES = 5  # texts shown of those that a change makes wrong


def impact_html(impacts: Sequence[Impact], say: Say) -> str:
    """What changes would do to texts: counts by kind of text, and examples of what they would make wrong."""
    parts = []
    for impact in impacts:
        rows = [
            _tally_row(say(key), tally, say)
            for key, tally in (
                ("impact_pairs", impact.pairs),
                ("impact_open", impact.open_segments),
                ("impact_approved", impact.approved_segments),
            )
        ]
        heads = "".join(
            f'<th scope="col">{escape(say(key))}</th>'
            for key in ("impact_texts", "impact_affected", "impact_satisfied", "impact_violated", "impact_new")
        )
        caption = escape(_title(impact.change))
        parts.append(
            f'<div class="hy-wide"><table class="hy-scores"><caption>{caption}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
        )
        if impact.untranslated:
            parts.append(_line(say("impact_untranslated", count=f"{impact.untranslated:,}"), "hy-meta"))
        if impact.at_least:
            parts.append(_line(say("impact_at_least"), "hy-meta"))
        wrong = [found for found in impact.violations if found.new]
        parts += [violation_html(found, say) for found in wrong[:EXAMPLES]]
    return "".join(parts)


def changes_html(changes: Iterable[PlannedChange], say: Say) -> str:
    """Each planned change: the term, and field by field what it becomes."""
    entries = []
    for change in changes:
        if change.before is None or change.after is None:
            continue
        lines = "".join(_line(line, "hy-meta") for line in differences(change.before, change.after, say))
        entries.append(f'<div class="hy-entry"><b>{_both(change.before)}</b>{lines}</div>')
    return "".join(entries)


def violation_html(found: Violation, say: Say) -> str:
    """A text that would not keep to the glossary, and why."""
    text = found.text
    source, target = LANGUAGE_TAGS[text.direction.source], LANGUAGE_TAGS[text.direction.target]
    key = "impact_missing" if found.status == "missing" else "impact_forbidden"
    why = say(key, surface=found.surface, rendering=found.rendering)
    place = f'<div class="hy-meta">{escape(text.document)}</div>' if text.document else ""
    return (
        f'<div class="hy-entry"><div class="hy-small" lang="{source}">{escape(text.source)}</div>'
        f'<div class="hy-small" lang="{target}">{escape(text.target)}</div>'
        f'<div class="hy-doubt hy-small">{escape(why)}</div>{place}</div>'
    )


def side_by_side_html(terms: Sequence[Term], chosen: Term, say: Say) -> str:
    """The renderings of one Chinese term, a column for each area and entry, the open one marked."""
    ordered = sorted(terms, key=lambda term: (term.area, term.status != TermStatus.APPROVED, term.id or 0))
    cells = []
    for term in ordered:
        area = say(f"area_{term.area or 'any'}")
        mark = ' aria-current="true"' if term.id == chosen.id else ""
        status = "" if term.status is TermStatus.APPROVED else f" · {say(f'status_{term.status}')}"
        variants = " / ".join(term.ja_variants)
        forbidden = " / ".join(term.ja_forbidden)
        cells.append(
            f'<div class="hy-rendering"{mark}><div class="hy-meta">{escape(area + status)}</div>'
            f'<div class="hy-text" lang="ja">{escape(term.ja)}</div>'
            + (f'<div class="hy-meta" lang="ja">{escape(variants)}</div>' if variants else "")
            + (f'<div class="hy-meta"><del lang="ja">{escape(forbidden)}</del></div>' if forbidden else "")
            + "</div>"
        )
    return f'<div class="hy-renderings">{"".join(cells)}</div>'


def conflict_html(conflict: Conflict, say: Say) -> str:
    """A conflict: its kind, what is at odds, and the terms concerned."""
    terms = "".join(
        f'<li>{_both(term)} <span class="hy-meta">{escape(area)}</span></li>'
        for term, area in ((term, say(f"area_{term.area or 'any'}")) for term in conflict.terms)
    )
    kind = conflict.kind.replace(" ", "_")
    sentence = say(
        f"conflict_{kind}", text=conflict.text, first=_plain(conflict.terms[0]), other=_plain(conflict.terms[1])
    )
    return f'<div class="hy-entry"><div>{escape(sentence)}</div><ul class="hy-reasons">{terms}</ul></div>'


def acceptance_html(accepted: Acceptance, say: Say) -> str:
    """A conflict that is meant: what is at odds, who says that it is meant, when, and why."""
    when = f"{accepted.at.astimezone():%Y-%m-%d %H:%M}"
    return (
        f"{conflict_html(accepted.conflict, say)}<div>{escape(accepted.reason)}</div>"
        f'<div class="hy-meta">{escape(accepted.author)} · {when}</div>'
    )


def resolution_label(conflict: Conflict, way: Resolution, say: Say) -> str:
    """What the button of a way out says."""
    return say(f"resolve_{way.kind.replace(' ', '_')}", zh=way.term.zh, ja=way.term.ja, text=conflict.text)


def task_html(task: Task, say: Say) -> str:
    """A task in full: what the text is, what it should say, who asked for it and why."""
    text = task.text
    source, target = LANGUAGE_TAGS[text.direction.source], LANGUAGE_TAGS[text.direction.target]
    place = " · ".join(part for part in (say(f"kind_{text.kind}"), text.document) if part)
    when = f"{task.created_at.astimezone():%Y-%m-%d %H:%M}"
    return (
        f'<div class="hy-entry"><div class="hy-meta">{escape(place)}</div>'
        f'<div class="hy-text" lang="{source}">{escape(text.source)}</div>'
        f'<div class="hy-text" lang="{target}">{escape(text.target)}</div>'
        f'<div class="hy-doubt">{escape(say("task_wanted"))} {_both(task.term)}</div>'
        f'<div class="hy-meta">{escape(task.created_by)} · {when} · {escape(task.reason)}</div></div>'
    )


def comment_html(author: str, when: str, text: str) -> str:
    """A remark on a term."""
    return (
        f'<div class="hy-entry"><div class="hy-meta">{escape(author)} · {escape(when)}</div>'
        f"<div>{escape(text)}</div></div>"
    )


def example_html(zh: str, ja: str) -> str:
    """A pair that a candidate stands in."""
    return (
        f'<div class="hy-entry"><div class="hy-small" lang="{LANGUAGE_TAGS["zh"]}">{escape(zh)}</div>'
        f'<div class="hy-small" lang="ja">{escape(ja)}</div></div>'
    )


def _tally_row(name: str, tally: Tally, say: Say) -> str:
    more = "≥ " if tally.at_least else ""
    numbers = (tally.affected, tally.satisfied, tally.violated, tally.newly_violated)
    cells = "".join(f"<td>{more if number or more else ''}{number:,}</td>" for number in numbers)
    return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'


def _title(change: PlannedChange) -> str:
    term = change.after or change.before
    return "" if term is None else f"{term.zh} → {term.ja}"


def _both(term: Term) -> str:
    return f'<span lang="zh-Hans">{escape(term.zh)}</span> → <span lang="ja">{escape(term.ja)}</span>'


def _plain(term: Term) -> str:
    return f"{term.zh} → {term.ja}"


def _line(text: str, style: str) -> str:
    return f'<div class="{style}">{escape(text)}</div>'
