"""What changes documents and their segments, for the table of test_writing_functions.py."""

from types import SimpleNamespace

from sqlalchemy.orm import sessionmaker

from corpus.documents.omegat import read_project
from corpus.documents.omegat.memory import MemoryEntry, write_memory
from corpus.languages import Direction
from service.accounts import Person, Role
from service.results import SegmentTranslation
from service.workbench import documents, editing, review
from service.workbench.comments import add_comment
from service.workbench.deleted_documents import list_deletions
from service.workbench.exporting import ExportKind, export_document
from service.workbench.history import segment_history
from service.workbench.omegat_projects import omegat_project
from service.workbench.omegat_returns import take_return
from service.workbench.pretranslation import pretranslate, redraft
from service.workbench.records import DocumentStatus, SegmentStatus
from service.workbench.repetition import propagate
from service.workbench.restructuring import merge_segments, split_segment
from service.workbench.searching import apply_replacement, preview_replacement
from service.workbench.segments import load_segments

EVERYBODY = "translator reviewer admin"
REVIEW = "reviewer admin"
LI = Person("李", Role.TRANSLATOR)
TANAKA = Person("田中", Role.REVIEWER)
SENTENCE = "合同自成立时生效，但是另有约定的除外。"
FILE = f"{SENTENCE}\n{SENTENCE}\n".encode()
TARGET = "契約は、成立の時に効力を生ずる。"


class SameTranslator:
    """Stands in for the model: every segment is translated by the same text."""

    def translate_segments(self, sources, options) -> list[SegmentTranslation]:
        return [SegmentTranslation(source, TARGET, "fast") for source in sources]


def _with_document(stage: SimpleNamespace) -> None:
    """A document with one sentence twice; `stage.row` and `stage.other` are its segments."""
    stage.document_id = documents.upload_document(stage.session, LI, "合同.txt", FILE, Direction.ZH_JA)
    stage.row, stage.other = load_segments(stage.session, stage.document_id)


def _with_document_in_review(stage: SimpleNamespace) -> None:
    _with_document(stage)
    documents.submit_document(stage.session, LI, stage.document_id)


def _with_translation(stage: SimpleNamespace) -> None:
    _with_document(stage)
    stage.row = editing.confirm_target(stage.session, LI, stage.row.id, stage.row.version, TARGET)
    stage.revision_id = segment_history(stage.session, stage.row.id)[0].id
    stage.found = preview_replacement(stage.session, stage.document_id, "契約", "合意")


def _with_approved(stage: SimpleNamespace) -> None:
    _with_translation(stage)
    stage.row = review.approve_segment(stage.session, TANAKA, stage.row.id, stage.row.version)


def _with_halves(stage: SimpleNamespace) -> None:
    _with_document(stage)
    place = SENTENCE.index("但")
    stage.row, stage.other = split_segment(stage.session, LI, stage.row.id, stage.row.version, place, 0)


def _with_approved_half(stage: SimpleNamespace) -> None:
    _with_halves(stage)
    stage.other = review.approve_segment(stage.session, TANAKA, stage.other.id, stage.other.version, TARGET)


def _with_omegat_project(stage: SimpleNamespace) -> None:
    _with_document(stage)
    files = omegat_project(stage.session, LI, stage.document_id)
    files["omegat/project_save.tmx"] = write_memory([MemoryEntry(SENTENCE, TARGET)], "合同.txt.po", Direction.ZH_JA)
    stage.project = read_project(files)


def _upload(stage: SimpleNamespace, person: Person) -> None:
    documents.upload_document(stage.session, person, "合同.txt", FILE, Direction.ZH_JA)


def _delete(stage: SimpleNamespace, person: Person) -> None:
    documents.delete_document(stage.session, person, stage.document_id, "誤って取り込んだ")
    assert documents.list_documents(stage.session) == []


def _list_deletions(stage: SimpleNamespace, person: Person) -> None:
    list_deletions(stage.session, person)


def _submit(stage: SimpleNamespace, person: Person) -> None:
    documents.submit_document(stage.session, person, stage.document_id)
    assert documents.load_document(stage.session, stage.document_id).status is DocumentStatus.IN_REVIEW


def _reopen(stage: SimpleNamespace, person: Person) -> None:
    documents.reopen_document(stage.session, person, stage.document_id)
    assert documents.load_document(stage.session, stage.document_id).status is DocumentStatus.OPEN


def _set_area(stage: SimpleNamespace, person: Person) -> None:
    documents.set_area(stage.session, person, stage.document_id, "contract")
    assert documents.load_document(stage.session, stage.document_id).area == "contract"


def _save(stage: SimpleNamespace, person: Person) -> None:
    saved = editing.save_target(stage.session, person, stage.row.id, stage.row.version, "契約は成立する。")
    assert saved.status is SegmentStatus.DRAFT


def _confirm(stage: SimpleNamespace, person: Person) -> None:
    confirmed = editing.confirm_target(stage.session, person, stage.row.id, stage.row.version, "契約は成立する。")
    assert confirmed.status is SegmentStatus.TRANSLATED


def _restore(stage: SimpleNamespace, person: Person) -> None:
    restored = editing.restore_revision(stage.session, person, stage.row.id, stage.row.version, stage.revision_id)
    assert restored.status is SegmentStatus.DRAFT


def _propagate(stage: SimpleNamespace, person: Person) -> None:
    assert propagate(stage.session, person, stage.row.id) == 1


def _replace(stage: SimpleNamespace, person: Person) -> None:
    assert apply_replacement(stage.session, person, stage.found).changed == 1


def _split(stage: SimpleNamespace, person: Person) -> None:
    place = SENTENCE.index("但")
    split_segment(stage.session, person, stage.row.id, stage.row.version, place, 0)


def _merge(stage: SimpleNamespace, person: Person) -> None:
    first, second = stage.row, stage.other
    merged = merge_segments(stage.session, person, first.id, first.version, second.id, second.version)
    assert merged.source == SENTENCE


def _pretranslate(stage: SimpleNamespace, person: Person) -> None:
    sessions = sessionmaker(stage.session.get_bind())
    assert pretranslate(sessions, SameTranslator(), person, stage.document_id).translated == 2


def _redraft(stage: SimpleNamespace, person: Person) -> None:
    sessions = sessionmaker(stage.session.get_bind())
    row = redraft(sessions, SameTranslator(), person, stage.row.id, stage.row.version)
    assert row.status is SegmentStatus.MACHINE


def _comment(stage: SimpleNamespace, person: Person) -> None:
    assert add_comment(stage.session, person, stage.row.id, "期限を確認").author == person.name


def _export(stage: SimpleNamespace, person: Person) -> None:
    export_document(stage.session, person, stage.document_id, ExportKind.ORIGINAL, despite_warnings=True)


def _write_omegat_project(stage: SimpleNamespace, person: Person) -> None:
    assert "omegat.project" in omegat_project(stage.session, person, stage.document_id)


def _take_omegat_project(stage: SimpleNamespace, person: Person) -> None:
    assert len(take_return(stage.session, person, stage.project).taken) == 2


def _approve(stage: SimpleNamespace, person: Person) -> None:
    approved = review.approve_segment(stage.session, person, stage.row.id, stage.row.version)
    assert approved.status is SegmentStatus.APPROVED


def _approve_all(stage: SimpleNamespace, person: Person) -> None:
    result = review.approve_without_warnings(stage.session, person, stage.document_id)
    assert result.approved + result.left == 2


def _return(stage: SimpleNamespace, person: Person) -> None:
    returned = review.return_segment(stage.session, person, stage.row.id, stage.row.version, "期限がない")
    assert returned.status is SegmentStatus.RETURNED


def _rate(stage: SimpleNamespace, person: Person) -> None:
    assert review.rate_segment(stage.session, person, stage.row.id, 5, 4, 3).author == person.name


ROWS = [
    ("service.workbench.documents.upload_document", EVERYBODY, None, _upload),
    ("service.workbench.documents.delete_document", REVIEW, _with_document, _delete),
    ("service.workbench.deleted_documents.list_deletions", "admin", None, _list_deletions),
    ("service.workbench.documents.submit_document", EVERYBODY, _with_document, _submit),
    ("service.workbench.documents.reopen_document", EVERYBODY, _with_document_in_review, _reopen),
    ("service.workbench.documents.set_area", EVERYBODY, _with_document, _set_area),
    ("service.workbench.editing.save_target", EVERYBODY, _with_translation, _save),
    ("service.workbench.editing.save_target", REVIEW, _with_approved, _save),
    ("service.workbench.editing.confirm_target", EVERYBODY, _with_document, _confirm),
    ("service.workbench.editing.confirm_target", REVIEW, _with_approved, _confirm),
    ("service.workbench.editing.restore_revision", EVERYBODY, _with_translation, _restore),
    ("service.workbench.editing.restore_revision", REVIEW, _with_approved, _restore),
    ("service.workbench.repetition.propagate", EVERYBODY, _with_translation, _propagate),
    ("service.workbench.searching.apply_replacement", EVERYBODY, _with_translation, _replace),
    ("service.workbench.restructuring.split_segment", EVERYBODY, _with_translation, _split),
    ("service.workbench.restructuring.split_segment", REVIEW, _with_approved, _split),
    ("service.workbench.restructuring.merge_segments", EVERYBODY, _with_halves, _merge),
    ("service.workbench.restructuring.merge_segments", REVIEW, _with_approved_half, _merge),
    ("service.workbench.pretranslation.pretranslate", EVERYBODY, _with_document, _pretranslate),
    ("service.workbench.pretranslation.redraft", EVERYBODY, _with_translation, _redraft),
    ("service.workbench.pretranslation.redraft", REVIEW, _with_approved, _redraft),
    ("service.workbench.comments.add_comment", EVERYBODY, _with_document, _comment),
    ("service.workbench.exporting.export_document", EVERYBODY, _with_document, _export),
    ("service.workbench.omegat_projects.omegat_project", EVERYBODY, _with_document, _write_omegat_project),
    ("service.workbench.omegat_returns.take_return", EVERYBODY, _with_omegat_project, _take_omegat_project),
    ("service.workbench.review.approve_segment", REVIEW, _with_translation, _approve),
    ("service.workbench.bulk_approval.approve_without_warnings", REVIEW, _with_translation, _approve_all),
    ("service.workbench.review.return_segment", REVIEW, _with_translation, _return),
    ("service.workbench.ratings.rate_segment", REVIEW, _with_translation, _rate),
]
