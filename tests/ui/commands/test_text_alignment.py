"""`hoyaku corpus align`: two text files become pairs."""

import json

ZH = "第一条　标的\n抵押权人有权就抵押财产优先受偿。承租人应当按月支付租金；逾期支付租金的，应当支付违约金。\n"
JA = (
    "第1条　目的\n抵当権者は、抵当財産について優先弁済を受ける権利を有する。"
    "賃借人は、毎月、賃料を支払わなければならない。賃料の支払を遅延したときは、違約金を支払わなければならない。\n"
)


def write_texts(folder, zh=ZH, ja=JA):
    (folder / "zh.txt").write_text(zh, encoding="utf-8")
    (folder / "ja.md").write_text(ja, encoding="utf-8")


def test_pairs_are_written_in_order(hoyaku, tmp_path):
    write_texts(tmp_path)
    finished = hoyaku("corpus", "align", "zh.txt", "ja.md", "--output", "pairs.tsv")
    assert (finished.status, finished.out) == (0, "pairs.tsv: 3 pairs\n")
    rows = [line.split("\t") for line in (tmp_path / "pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    assert [row[0] for row in rows] == [
        "第一条　标的",
        "抵押权人有权就抵押财产优先受偿。",
        "承租人应当按月支付租金；逾期支付租金的，应当支付违约金。",
    ]
    assert rows[2][1].count("。") == 2
    assert [row[4:] for row in rows] == [["zh", "0"], ["zh", "1"], ["zh", "2"]]


def test_json_tells_each_row_with_its_confidence(hoyaku, tmp_path):
    write_texts(tmp_path, zh="本译本仅供参考，不具有法律效力，以原文为准。\n" + ZH)
    finished = hoyaku("corpus", "align", "zh.txt", "ja.md", "--json")
    records = [json.loads(line) for line in finished.out.splitlines()]
    assert [record["segments"] for record in records] == [[1, 0], [1, 1], [1, 1], [1, 2]]
    assert all(0 <= record["confidence"] <= 1 for record in records)
    assert records[0]["doubtful"]
    assert "2 of 4 rows are doubtful or stand on one side only" in finished.err


def test_exchanged_files_are_one_sentence(hoyaku, tmp_path):
    write_texts(tmp_path)
    finished = hoyaku("corpus", "align", "ja.md", "zh.txt", "--output", "pairs.tsv")
    assert finished.status == 1
    assert "The two texts are exchanged" in finished.err
    assert not (tmp_path / "pairs.tsv").exists()


def test_an_absent_file_is_one_sentence(hoyaku, tmp_path):
    write_texts(tmp_path)
    finished = hoyaku("corpus", "align", "zh.txt", "absent.txt")
    assert finished.status == 1
    assert "absent.txt cannot be read (no such file or directory)" in finished.err
