"""`hoyaku documents`: a file in, a draft, a file out."""

import json

import pytest

TEXT = "第一条　抵押权人有权就抵押财产优先受偿。\n当事人应当支付300元。\n"


def records(finished):
    assert finished.status == 0, finished.err
    return [json.loads(line) for line in finished.out.splitlines()]


@pytest.fixture
def uploaded(hoyaku, tmp_path):
    (tmp_path / "合同.txt").write_text(TEXT, encoding="utf-8")
    [document] = records(hoyaku("documents", "upload", "合同.txt", "--area", "property", "--json"))
    return document


def test_a_file_is_taken_in_and_listed(hoyaku, uploaded):
    assert (uploaded["name"], uploaded["format"], uploaded["area"]) == ("合同.txt", "txt", "property")
    assert (uploaded["segments"], uploaded["counts"]) == (2, {"new": 2})
    assert records(hoyaku("documents", "list", "--json")) == [uploaded]
    assert records(hoyaku("documents", "list", "--status", "done", "--json")) == []
    assert "合同.txt" in hoyaku("documents", "list").out


def test_standard_input_is_taken_in_under_a_name(hoyaku):
    [document] = records(hoyaku("documents", "upload", "-", "--name", "a.txt", "--json", stdin=TEXT.encode()))
    assert (document["name"], document["segments"]) == ("a.txt", 2)
    assert hoyaku("documents", "upload", "-", stdin=TEXT.encode()).status == 1


@pytest.mark.usefixtures("without_model")
def test_it_is_drafted_once_and_exported_in_its_own_format(hoyaku, uploaded, tmp_path):
    number = str(uploaded["id"])
    [drafted] = records(hoyaku("documents", "pretranslate", number, "--json"))
    assert (drafted["translated"], drafted["left"], drafted["problems"]) == (2, 0, [])
    [again] = records(hoyaku("documents", "pretranslate", number, "--json"))
    assert again["translated"] == 0
    first, second = records(hoyaku("documents", "show", number, "--json"))
    assert "抵当権者" in first["translation"]
    assert (first["status"], second["status"]) == ("machine", "machine")
    assert "sums" in second["warnings"]

    refused = hoyaku("documents", "export", number)
    assert refused.status == 1
    assert "2 are not approved" in refused.err
    [written] = records(hoyaku("documents", "export", number, "--despite-warnings", "--json"))
    assert written["file"] == "合同.ja.txt"
    assert first["translation"] in (tmp_path / "合同.ja.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("without_model")
def test_an_export_goes_where_it_is_told(hoyaku, uploaded, tmp_path):
    number = str(uploaded["id"])
    (tmp_path / "out").mkdir()
    arguments = ["documents", "export", number, "--despite-warnings", "--kind", "bilingual_docx"]
    assert hoyaku(*arguments, "--output", "out").out.strip() == "out/合同.zh-ja.docx"
    assert (tmp_path / "out" / "合同.zh-ja.docx").read_bytes().startswith(b"PK")
    assert hoyaku(*arguments, "--output", "two.docx").status == 0
    assert (tmp_path / "two.docx").exists()


def test_deleted_with_a_reason(hoyaku, uploaded):
    number = str(uploaded["id"])
    assert hoyaku("documents", "delete", number).status == 2
    assert hoyaku("documents", "delete", number, "--reason", "重複", "--author", "森").status == 0
    [deleted] = records(hoyaku("documents", "deleted", "--json"))
    assert (deleted["id"], deleted["name"], deleted["deleted_by"], deleted["reason"]) == (
        uploaded["id"],
        "合同.txt",
        "森",
        "重複",
    )
    assert "重複" in hoyaku("documents", "deleted").out
    assert records(hoyaku("documents", "list", "--json")) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "7"],
        ["export", "7"],
        ["delete", "7", "--reason", "x"],
        ["upload", "absent.txt"],
        ["upload", "-", "--name", "a.exe"],
    ],
)
def test_a_refusal_is_one_sentence_and_status_one(hoyaku, arguments):
    finished = hoyaku("documents", *arguments)
    assert (finished.status, finished.out) == (1, "")
    assert finished.err.startswith("hoyaku: ")
    assert finished.err.count("\n") == 1
    assert "unforeseen" not in finished.err


@pytest.mark.parametrize("arguments", [["list", "--status", "lost"], ["export", "1", "--kind", "pdf"]])
def test_wrong_usage_is_status_two(hoyaku, arguments):
    assert hoyaku("documents", *arguments).status == 2
