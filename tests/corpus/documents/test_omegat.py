"""OmegaT projects as files: what OmegaT opens is what we have, and what it saves is read as it means it."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from corpus.documents.omegat import (
    OmegatProject,
    ProjectSegment,
    project_files,
    read_folder,
    read_project,
    read_zip,
    write_folder,
    zip_project,
)
from corpus.documents.omegat.memory import MemoryEntry, ProjectMemory, memory_key, read_memory, write_memory
from corpus.errors import CorpusError
from corpus.formats.xml import writable
from corpus.languages import Direction
from tests.corpus.documents.omegat_editor import Kept, OmegaT

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEGMENTS = (
    ProjectSegment(11, 3, "第一条", "第1条", "王", NOON),
    ProjectSegment(12, 1, "甲方应当支付\n“价款”的5%。", comments=("田中: 期限を確認",)),
    ProjectSegment(13, 2, "第一条", "第一条", "李", NOON),
    ProjectSegment(14, 1, "第一条"),
    ProjectSegment(15, 1, "本合同自成立时生效。", "契約は、成立の時に効力を生ずる。", "王", NOON),
)
PROJECT = OmegatProject(
    "3f2a91c0", 7, "d" * 64, "合同.docx", Direction.ZH_JA, SEGMENTS, {"mt/machine.tmx": b"<tmx/>"}, b"a\tb\t\n"
)
SAVED = "omegat/project_save.tmx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "project", project_files(PROJECT))
    return tmp_path / "project"


class TestWriting:
    def test_a_project_has_the_folders_that_omegat_expects(self, folder: Path) -> None:
        assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) == [
            "dictionary",
            "glossary",
            "glossary/hoyaku.txt",
            "hoyaku.json",
            "omegat",
            "omegat.project",
            "omegat/filters.xml",
            "omegat/project_save.tmx",
            "source",
            "source/合同.docx.po",
            "target",
            "tm",
            "tm/mt",
            "tm/mt/machine.tmx",
        ]

    @pytest.mark.parametrize(
        ("direction", "tags", "tokenizers"),
        [
            (Direction.ZH_JA, ("zh-CN", "ja"), ("LuceneSmartChineseTokenizer", "LuceneJapaneseTokenizer")),
            (Direction.JA_ZH, ("ja", "zh-CN"), ("LuceneJapaneseTokenizer", "LuceneSmartChineseTokenizer")),
        ],
    )
    def test_its_settings_leave_the_segments_as_they_are(self, tmp_path, direction, tags, tokenizers) -> None:
        write_folder(tmp_path / "p", project_files(replace(PROJECT, direction=direction)))
        opened = OmegaT(tmp_path / "p")
        assert (opened.setting("source_lang"), opened.setting("target_lang")) == tags
        for name, tokenizer in zip(("source_tok", "target_tok"), tokenizers, strict=True):
            assert opened.setting(name) == f"org.omegat.tokenizer.{tokenizer}"
        assert opened.setting("sentence_seg") == "false"
        assert opened.setting("support_default_translations") == "true"
        for name in ("source", "target", "tm", "glossary", "dictionary"):
            assert opened.setting(f"{name}_dir") == "__DEFAULT__"
        filters = etree.parse(str(tmp_path / "p" / "omegat" / "filters.xml"))
        assert filters.find("filter").get("className") == "org.omegat.filters2.po.PoFilter"
        assert filters.find("filter/option[@name='skipHeader']").get("value") == "true"

    def test_omegat_shows_every_segment_with_its_own_translation(self, folder: Path) -> None:
        opened = OmegaT(folder)
        assert opened.messages == [(str(number), one.source) for number, one in enumerate(SEGMENTS, start=1)]
        # The first of equally frequent translations is the default: it holds for the segment without one as well.
        assert opened.shown() == ["第1条", "", "第一条", "第1条", "契約は、成立の時に効力を生ずる。"]
        assert opened.comments["2"] == "田中: 期限を確認"

    def test_the_source_is_a_po_file_without_translations(self, folder: Path) -> None:
        file = polib.pofile(str(folder / "source" / "合同.docx.po"))
        assert file.metadata["Content-Type"] == "text/plain; charset=UTF-8"
        assert [entry.msgstr for entry in file] == [""] * 5

    def test_the_memory_names_who_translated_and_when(self, folder: Path) -> None:
        [first, *_] = etree.parse(str(folder / SAVED)).findall("body/tu/tuv[@changeid]")
        assert (first.get("changeid"), first.get("changedate")) == ("王", "20261122T120000Z")

    def test_a_folder_in_which_somebody_works_is_not_overwritten(self, folder: Path) -> None:
        with pytest.raises(CorpusError, match="not an empty folder; name a new one"):
            write_folder(folder, project_files(PROJECT))

    def test_a_project_without_memories_has_the_folder_all_the_same(self, tmp_path: Path) -> None:
        files = project_files(replace(PROJECT, memories={}))
        write_folder(tmp_path / "p", files)
        assert OmegaT(tmp_path / "p").shown()[0] == "第1条"
        with zipfile.ZipFile(io.BytesIO(zip_project("p", files))) as archive:
            assert {"p/dictionary/", "p/target/", "p/tm/"} <= set(archive.namelist())

    def test_an_empty_folder_is_filled(self, tmp_path: Path) -> None:
        (tmp_path / "new").mkdir()
        write_folder(tmp_path / "new", project_files(PROJECT))
        assert (tmp_path / "new" / "omegat.project").exists()


class TestReading:
    @pytest.mark.parametrize("version", [5, 6])
    def test_what_omegat_saved_is_read_segment_by_segment(self, folder: Path, version: int) -> None:
        opened = OmegaT(folder, version)
        opened.translate(2, "甲は、\n「代金」の5%を支払わなければならない。")
        opened.translate(4, "第一箇条", alternative=True)
        opened.save()
        project = read_project(read_folder(folder))
        assert (project.document, project.digest, project.strays) == (7, "d" * 64, 0)
        assert [one.written.id for one in project.segments] == [11, 12, 13, 14, 15]
        assert [one.target for one in project.segments] == opened.shown()
        assert [one.changed for one in project.segments] == [False, True, False, True, False]
        assert (project.segments[1].author, project.segments[1].changed_at) == (
            "sato",
            datetime(2026, 11, 30, 8, 15, tzinfo=UTC),
        )

    def test_a_default_changes_every_segment_without_an_alternative(self, folder: Path) -> None:
        opened = OmegaT(folder)
        opened.translate(1, "第壱条")
        opened.save()
        assert [one.target for one in read_project(read_folder(folder)).segments][:4] == [
            "第壱条",
            "",
            "第一条",
            "第壱条",
        ]

    def test_an_untouched_project_changes_nothing(self, folder: Path) -> None:
        for saved_by in (None, 5, 6):
            if saved_by:
                OmegaT(folder, saved_by).save()
            assert not any(one.changed for one in read_project(read_folder(folder)).segments)

    @pytest.mark.parametrize("version", [5, 6])
    def test_a_note_is_no_translation(self, folder: Path, version: int) -> None:
        opened = OmegaT(folder, version)
        opened.note(2, "要確認")
        opened.note(5, "要確認\n期限")
        opened.save()
        project = read_project(read_folder(folder))
        assert [one.target for one in project.segments] == opened.shown()
        assert not any(one.changed for one in project.segments)
        assert project.strays == 0

    def test_a_removed_translation_is_none(self, folder: Path) -> None:
        opened = OmegaT(folder)
        opened.remove(5)
        opened.save()
        assert read_project(read_folder(folder)).segments[4].target == ""

    def test_translations_of_other_files_are_counted_as_strays(self, folder: Path) -> None:
        opened = OmegaT(folder)
        opened.defaults["别的句子。"] = Kept("他の文。")
        opened.alternatives["9", "第一条"] = Kept("第9条")
        opened.save()
        assert read_project(read_folder(folder)).strays == 2

    def test_an_alternative_that_names_no_message_is_no_default(self) -> None:
        unit = '<tu><prop type="file">b.txt</prop><prop type="prev">x</prop>{}</tu>'
        texts = '<tuv lang="zh-CN"><seg>甲</seg></tuv><tuv lang="ja"><seg>A</seg></tuv>'
        memory = read_memory(
            f'<tmx version="1.1"><body>{unit.format(texts)}</body></tmx>'.encode(), Direction.ZH_JA, "it"
        )
        assert memory.translation("甲", "1") is None
        assert len(list(memory)) == 1

    @pytest.mark.parametrize(
        ("path", "content", "sentence"),
        [
            (SAVED, None, "no omegat/project_save.tmx in it: open the project in OmegaT and save it"),
            ("hoyaku.json", None, "no hoyaku.json in it: name the folder of a project that was written here"),
            (SAVED, b"", "omegat/project_save.tmx is damaged or cut off"),
            (SAVED, b"<tmx><body><tu>", "omegat/project_save.tmx is damaged or cut off"),
            (SAVED, b"<html/>", "omegat/project_save.tmx is not TMX: its first element is <html>"),
            (SAVED, b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>', "declares entities"),
            ("hoyaku.json", b"{}", "hoyaku.json is damaged"),
            ("hoyaku.json", b'{"format": 1', "hoyaku.json is damaged"),
            ("hoyaku.json", b"\xff", "hoyaku.json is damaged"),
        ],
    )
    def test_a_broken_or_missing_file_gets_one_sentence(self, folder: Path, path: str, content, sentence: str) -> None:
        (folder / path).unlink() if content is None else (folder / path).write_bytes(content)
        with pytest.raises(CorpusError, match=sentence) as refusal:
            read_project(read_folder(folder))
        assert "\n" not in str(refusal.value)

    def test_a_manifest_of_another_version_is_refused(self, folder: Path) -> None:
        manifest = json.loads((folder / "hoyaku.json").read_text(encoding="utf-8"))
        (folder / "hoyaku.json").write_text(json.dumps({**manifest, "format": 2}))
        with pytest.raises(CorpusError, match="of another version"):
            read_project(read_folder(folder))

    def test_what_is_no_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(CorpusError, match="is no folder"):
            read_folder(tmp_path / "absent")


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20).filter(memory_key)


@settings(deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(Direction))
def test_any_text_comes_back_from_the_memory_but_for_what_xml_cannot_hold(
    source: str, target: str, direction: Direction
) -> None:
    content = write_memory([MemoryEntry(source, target, "3", "王", NOON)], "a.docx.po", direction)
    [entry] = read_memory(content, direction, "it")
    assert memory_key(entry.source) == memory_key(source)
    assert entry.target == writable(target)
    assert (entry.path, entry.author, entry.changed_at) == ("3", "王", NOON)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_a_message_is_the_segment_character_for_character(sources: list[str]) -> None:
    segments = tuple(ProjectSegment(number, 1, source) for number, source in enumerate(sources, start=1))
    files = project_files(replace(PROJECT, segments=segments))
    messages = polib.pofile(files["source/合同.docx.po"].decode())
    assert [(entry.msgctxt, entry.msgid) for entry in messages] == [
        (str(number), memory_key(source)) for number, source in enumerate(sources, start=1)
    ]
    project = read_project({path: files[path] for path in ("hoyaku.json", SAVED)})
    assert [one.written.source for one in project.segments] == sources


def test_an_alternative_goes_before_the_default() -> None:
    memory = ProjectMemory([MemoryEntry("甲", "A"), MemoryEntry("甲", "B", "2")])
    shown = [entry.target for number in "123" if (entry := memory.translation("甲", number))]
    assert shown == ["A", "B", "A"]


class TestZip:
    def test_a_project_is_packed_as_one_folder_and_read_from_it(self, tmp_path: Path) -> None:
        files = project_files(PROJECT)
        packed = zip_project("合同.omegat", files)
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            assert {name.split("/")[0] for name in archive.namelist()} == {"合同.omegat"}
            archive.extractall(tmp_path)
        assert OmegaT(tmp_path / "合同.omegat").shown()[0] == "第1条"
        assert read_zip(packed) == {path: files[path] for path in ("hoyaku.json", SAVED)}

    @pytest.mark.parametrize("prefix", ["", "a/b/"])
    def test_the_folder_may_stand_anywhere_in_it(self, prefix: str) -> None:
        files = project_files(PROJECT)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for path, content in files.items():
                archive.writestr(f"{prefix}{path}", content)
        assert set(read_zip(stream.getvalue())) == {"hoyaku.json", SAVED}

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", zip_project("p", project_files(PROJECT))[:-30]])
    def test_what_is_no_zip_file_gets_one_sentence(self, data: bytes) -> None:
        with pytest.raises(CorpusError, match="no ZIP file of an OmegaT project"):
            read_zip(data)

    def test_a_zip_file_of_something_else_lacks_the_manifest(self) -> None:
        with pytest.raises(CorpusError, match="There is no hoyaku"):
            read_project(read_zip(zip_project("p", {"a.txt": b"a"})))
