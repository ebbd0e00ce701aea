"""Settling a conflict in one step: which ways out there are, and taking one of them.

Each is a change like any other, with author and reason, so the trail has it and `history.revert_term` undoes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy.orm import Session

from corpus.languages import Area
from glossary.conflicts import Conflict
from glossary.errors import GlossaryError
from glossary.terms import Term, TermStatus
from glossary.workflow import TermEdit, change_terms

ResolutionKind = Literal["keep", "merge", "restrict", "drop variant", "drop forbidden"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """One way out of a conflict.

    keep: this term stays, the others are retired.
    merge: likewise, and their renderings become variants of this one's.
    restrict: this term holds in `area` only, which whoever decides has to fill in.
    drop variant, drop forbidden: this term loses the conflict's text from its variants or forbidden renderings.
    """

    kind: ResolutionKind
    term: Term
    area: str = ""


def resolutions(conflict: Conflict) -> list[Resolution]:
    """The ways out of the conflict, those that change least first."""
    return list(_resolutions(conflict))


def way_name(way: Resolution) -> str:
    """The way out as the command line names it: its kind and the number of its term, as drop-variant:12."""
    return f"{way.kind.replace(' ', '-')}:{way.term.id}"


def resolve(session: Session, conflict: Conflict, chosen: Resolution, author: str, reason: str) -> list[Term]:
    """The terms that the way out changed, as they are now; commits, all or nothing.

    GlossaryError where it is none of this conflict's, an area is missing or the same for all, the reason is empty,
    or one of the terms has changed since the conflict was found.
    """
    if replace(chosen, area="") not in resolutions(conflict):
        raise GlossaryError(
            "This way out does not belong to the conflict; look at the list of conflicts again.", case="conflict_gone"
        )
    if chosen.kind == "restrict" and chosen.area not in set(Area):
        raise GlossaryError(
            f"{chosen.term.zh} needs an area of law to be restricted to; choose one.", case="area_missing"
        )
    return change_terms(session, list(_edits(conflict, chosen)), author, reason)


def _resolutions(conflict: Conflict) -> Iterator[Resolution]:
    term, other = conflict.terms[0], conflict.terms[1]
    if conflict.kind == "renderings":
        for one in conflict.terms:
            yield Resolution("merge", one)
            yield Resolution("keep", one)
    elif conflict.kind == "forbidden":
        yield Resolution("drop forbidden", term)
        if conflict.text in other.ja_variants:
            yield Resolution("drop variant", other)
    elif conflict.kind == "shared variant":
        yield Resolution("drop variant", term)
        yield Resolution("drop variant", other)
    else:  # variant, shadow
        yield Resolution("drop variant", term)
    for one in conflict.terms:
        if not one.area:
            yield Resolution("restrict", one)


def _edits(conflict: Conflict, chosen: Resolution) -> Iterator[TermEdit]:
    term, text = chosen.term, conflict.text
    if chosen.kind == "restrict":
        yield _edit(term, area=chosen.area)
    elif chosen.kind == "drop variant":
        yield _edit(term, zh_variants=_without(term.zh_variants, text), ja_variants=_without(term.ja_variants, text))
    elif chosen.kind == "drop forbidden":
        yield _edit(term, ja_forbidden=_without(term.ja_forbidden, text))
    else:
        others = [other for other in conflict.terms if other.id != term.id]
        yield from (TermEdit(_id(other), {"status": TermStatus.RETIRED}, "retired", other) for other in others)
        if chosen.kind == "merge":
            renderings = [form for other in others for form in other.forms("ja") if form not in term.ja_forbidden]
            yield _edit(term, ja_variants=tuple(dict.fromkeys((*term.ja_variants, *renderings))))


def _edit(term: Term, **changes: Any) -> TermEdit:
    return TermEdit(_id(term), changes, "edited", term)


def _without(forms: tuple[str, ...], text: str) -> tuple[str, ...]:
    return tuple(form for form in forms if form != text)


def _id(term: Term) -> int:
    if term.id is None:
        raise GlossaryError(f"{term.zh} is not in the glossary; only terms that are can be changed.")
    return term.id
