"""HTML of a glossary entry: its line in a list, its details, its history; every text is escaped here."""

from html import escape

from glossary.lookup import TermChange
from glossary.terms import Term
from ui.messages import LANGUAGE_TAGS, Say

FIELD_KEYS = {
    "zh": "term_zh",
    "ja": "term_ja",
    "area": "area",
    "status": "status",
    "definition": "definition",
    "note": "note",
    "zh_variants": "variants_zh",
    "ja_variants": "variants_ja",
    "zh_forbidden": "forbidden_zh",
    "ja_forbidden": "forbidden_ja",
}


def term_label(term: Term, say: Say) -> str:
    """A term as one line for a list: both sides, its area, and its status unless approved."""
    parts = [f"{term.zh} → {term.ja}"]
    if term.area:
        parts.append(say(f"area_{term.area}"))
    if term.status != "approved":
        parts.append(say(f"status_{term.status}"))
    return " · ".join(parts)


def term_html(term: Term, say: Say, details: bool = False) -> str:
    """A term's heading, or all that is known about it."""
    if not details:
        area = say(f"area_{term.area}") if term.area else say("area_any")
        place = f"{area} · {say(f'status_{term.status}')}"
        return (
            f'<div class="hy-title"><span lang="zh-Hans">{escape(term.zh)}</span> → '
            f'<span lang="ja">{escape(term.ja)}</span></div><div class="hy-meta">{escape(place)}</div>'
        )
    entries = [
        ("definition", (term.definition,), "ja"),
        ("note", (term.note,), "ja"),
        ("variants_zh", term.zh_variants, "zh"),
        ("variants_ja", term.ja_variants, "ja"),
        ("forbidden_zh", term.zh_forbidden, "zh"),
        ("forbidden_ja", term.ja_forbidden, "ja"),
    ]
    rows = "".join(
        f'<dt>{escape(say(key))}</dt><dd lang="{LANGUAGE_TAGS[language]}">{escape(" / ".join(values))}</dd>'
        for key, values, language in entries
        if any(values)
    )
    return f'<dl class="hy-details">{rows}</dl>'


def event_html(event: TermChange, say: Say) -> str:
    """One entry of a term's history: what was done, by whom, when, why, and what changed."""
    when = f"{event.at.astimezone():%Y-%m-%d %H:%M}"
    lines = [
        f'<div class="hy-event"><b>{escape(say(f"event_{event.action}"))}</b>'
        f'<span class="hy-meta">{escape(event.author)} · {when}</span></div>'
    ]
    if event.reason:
        lines.append(f"<div>{escape(event.reason)}</div>")
    lines += [f'<div class="hy-meta">{escape(change)}</div>' for change in changed_fields(event, say)]
    return f'<div class="hy-entry">{"".join(lines)}</div>'


def changed_fields(event: TermChange, say: Say) -> list[str]:
    """One sentence for each field that an edit changed; none for the entry that made the term."""
    if event.before is None or event.after is None:
        return []
    return differences(event.before, event.after, say)


def differences(before: Term, after: Term, say: Say) -> list[str]:
    """One sentence for each field in which the two differ."""
    return [
        say("change", field=say(key), before=_shown(name, before, say), after=_shown(name, after, say))
        for name, key in FIELD_KEYS.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _shown(name: str, term: Term, say: Say) -> str:
    value = getattr(term, name)
    if name == "area":
        return say(f"area_{value or 'any'}")
    if name == "status":
        return say(f"status_{value}")
    return (value if isinstance(value, str) else " / ".join(value)) or "—"
