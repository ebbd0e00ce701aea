"""`hoyaku documents export-omegat` and `import-omegat`: out to OmegaT and back."""

import json

import pytest

from tests.corpus.documents.omegat_editor import OmegaT

TEXT = "第一条　抵押权人有权就抵押财产优先受偿。\n当事人应当支付300元。\n"


def records(finished):
    assert finished.status == 0, finished.err
    return [json.loads(line) for line in finished.out.splitlines()]


@pytest.fixture
def number(hoyaku, tmp_path):
    (tmp_path / "合同.txt").write_text(TEXT, encoding="utf-8")
    [document] = records(hoyaku("documents", "upload", "合同.txt", "--area", "property", "--json"))
    return str(document["id"])


@pytest.mark.usefixtures("without_model")
def test_a_document_goes_out_is_translated_and_comes_back(hoyaku, number, tmp_path):
    assert hoyaku("documents", "pretranslate", number).status == 0
    [written] = records(hoyaku("documents", "export-omegat", number, "project", "--json"))
    assert (written["document"], written["folder"], written["segments"]) == (int(number), "project", 2)
    assert {"omegat.project", "source/合同.txt.po", "omegat/project_save.tmx"} <= set(written["files"])
    assert "抵押权人\t抵当権者" in (tmp_path / "project" / "glossary" / "hoyaku.txt").read_text(encoding="utf-8")

    opened = OmegaT(tmp_path / "project")
    assert opened.shown() == ["", ""]  # a machine's draft is only proposed
    opened.translate(2, "当事者は、300元を支払わなければならない。")
    opened.save()
    preview = hoyaku("documents", "import-omegat", "project", "--dry-run")
    assert "1 would be taken, 0 unchanged, 1 not translated" in preview.out
    assert "当事者は、300元を支払わなければならない。" in preview.out
    assert [row["status"] for row in records(hoyaku("documents", "show", number, "--json"))] == ["machine", "machine"]

    [taken] = records(hoyaku("documents", "import-omegat", "project", "--author", "佐藤", "--json"))
    assert [(one["segment"], one["omegat"]) for one in taken["taken"]] == [
        (2, "当事者は、300元を支払わなければならない。")
    ]
    assert (taken["conflicts"], taken["approved"], taken["untranslated"], taken["dry_run"]) == ([], [], 1, False)
    second = records(hoyaku("documents", "show", number, "--json"))[1]
    assert (second["status"], second["translation"], second["updated_by"]) == (
        "translated",
        "当事者は、300元を支払わなければならない。",
        "佐藤",
    )
    again = hoyaku("documents", "import-omegat", "project")
    assert again.out == "0 taken, 1 unchanged, 1 not translated, 0 changed here meanwhile, 0 approved here\n"


def test_a_folder_with_something_in_it_is_left_alone(hoyaku, number, tmp_path):
    assert hoyaku("documents", "export-omegat", number, "project").out == "project\n"
    again = hoyaku("documents", "export-omegat", number, "project")
    assert (again.status, again.out) == (1, "")
    assert again.err == "hoyaku: project is there already and not an empty folder; name a new one.\n"


@pytest.mark.parametrize(
    "arguments", [["export-omegat", "7", "project"], ["import-omegat", "absent"], ["import-omegat", "."]]
)
def test_a_refusal_is_one_sentence_and_status_one(hoyaku, arguments):
    finished = hoyaku("documents", *arguments)
    assert (finished.status, finished.out) == (1, "")
    assert finished.err.startswith("hoyaku: ")
    assert finished.err.count("\n") == 1
    assert "unforeseen" not in finished.err
