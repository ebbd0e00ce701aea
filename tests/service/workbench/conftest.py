"""Documents as reviewers find them."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy.orm import Session

from corpus.normalisation import key
from corpus.tables import Document, DocumentFile, Segment, SegmentRevision
from service.accounts import Person, Role

AddDocument = Callable[..., Document]


@pytest.fixture
def reviewer() -> Person:
    return Person("田中", Role.REVIEWER)


@pytest.fixture
def translator() -> Person:
    return Person("王", Role.TRANSLATOR)


@pytest.fixture
def add_document() -> AddDocument:
    """Adds a zh-ja document whose segments are given as (source, target, status) and further columns by name."""

    def add(
        session: Session,
        segments: Sequence[tuple[str, str, str] | tuple[str, str, str, dict[str, object]]],
        name: str = "抵押合同.docx",
        status: str = "in_review",
        area: str = "property",
    ) -> Document:
        document = Document(name=name, direction="zh-ja", area=area, status=status, created_by="王")
        document.file = DocumentFile(content=name.encode(), digest="0" * 64)
        for position, (source, target, stage, *more) in enumerate(segments):
            columns = {"draft": target if stage == "machine" else "", **(more[0] if more else {})}
            first = SegmentRevision(target=target, status=stage, action="edit", author="王")
            document.segments.append(
                Segment(
                    position=position,
                    source=source,
                    source_key=key(source, "zh"),
                    target=target,
                    status=stage,
                    revisions=[first],
                    updated_by="王",
                    **columns,
                )
            )
        session.add(document)
        session.commit()
        return document

    return add
