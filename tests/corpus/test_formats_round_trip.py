"""What every format promises: what is written is read back, and what cannot be read is refused in a sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.formats import RejectedLine, read_pairs, write_pairs
from corpus.pairs import NewPair

# Characters that one of the formats must guard against are drawn often; half a surrogate pair is no text.
any_text = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from('\t\n\r",\\ \u2028\x0b\x85&<>]；。'))
)
texts = {
    ".tsv": any_text.filter(lambda text: not set(text) & set("␉␊␍")),  # stand for tab and line break there
    ".csv": any_text,
    ".jsonl": any_text,
    ".tmx": st.text(st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("\t\n\r&<>\"']"))).filter(
        lambda text: not set(text) & set("\ufffe\uffff")
    ),
}
names = st.one_of(st.none(), st.sampled_from(["statute", "契約　一", 'a "b", <c> & d', "contract-01"]))
suffixes = pytest.mark.parametrize("suffix", list(texts))
files = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


def pairs_of(text: st.SearchStrategy[str]) -> st.SearchStrategy[list[NewPair]]:
    filled = text.filter(str.strip)
    position = st.one_of(st.none(), st.integers(0, 2**31 - 1))
    return st.lists(st.builds(NewPair, filled, filled, names, names, names, position), min_size=1, max_size=5)


def fields(item: NewPair | RejectedLine) -> tuple[object, ...]:
    assert isinstance(item, NewPair), item
    return item.zh, item.ja, item.genre, item.area, item.document, item.position


def items_or_sentence(path: Path) -> list[NewPair | RejectedLine] | str:
    try:
        return list(read_pairs(path))
    except CorpusError as error:
        return str(error)


@suffixes
@files
@given(data=st.data())
def test_what_is_written_is_read_back(tmp_path: Path, suffix: str, data: st.DataObject) -> None:
    pairs = data.draw(pairs_of(texts[suffix]))
    assert write_pairs(tmp_path / f"pairs{suffix}", pairs) == len(pairs)
    assert [fields(pair) for pair in read_pairs(tmp_path / f"pairs{suffix}")] == [fields(pair) for pair in pairs]


@suffixes
@files
@given(text=st.one_of(st.text(), st.text("zhja\t\n\r\"',{}[]:<>/!&;1")))
@example(text="[" * 20_000)
@example(text='{"zh": "甲", "ja": "乙", "position": ' + "9" * 5000 + "}")
@example(text='"' + "甲,乙\n" * 30_000)
@example(text="<tmx>" + "<tu>" * 10_000)
def test_any_text_is_read_or_refused_in_one_sentence(tmp_path: Path, suffix: str, text: str) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(text.encode("utf-8", "replace"))
    outcome = items_or_sentence(path)
    if isinstance(outcome, str):
        assert outcome.startswith(str(path))
        assert outcome.endswith(".")
        assert "\n" not in outcome
    else:
        assert all(isinstance(item, NewPair) or len(item.message) < 200 for item in outcome)


@suffixes
@files
@given(content=st.binary(min_size=1))
def test_any_bytes_are_read_or_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content)
    outcome = items_or_sentence(path)
    assert outcome
    assert isinstance(outcome, list) or outcome.startswith(str(path))


@suffixes
def test_an_empty_file_is_refused(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"empty{suffix}").touch()
    assert "holds no pair: it is empty" in str(items_or_sentence(tmp_path / f"empty{suffix}"))


@suffixes
def test_missing_places_are_told(tmp_path: Path, suffix: str) -> None:
    assert "cannot be read" in str(items_or_sentence(tmp_path / f"none{suffix}"))
    (tmp_path / f"folder{suffix}").mkdir()
    assert "cannot be read" in str(items_or_sentence(tmp_path / f"folder{suffix}"))
    with pytest.raises(CorpusError, match="cannot be written"):
        write_pairs(tmp_path / "none" / f"a{suffix}", [])


def test_an_unknown_extension_is_refused_with_those_known(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"a\.xlsx has no extension that is known.*\.tsv.*\.tmx"):
        list(read_pairs(tmp_path / "a.xlsx"))


@suffixes
def test_a_failed_export_leaves_the_old_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"old{suffix}"
    path.write_text("old")

    def broken() -> Iterator[NewPair]:
        yield NewPair("甲", "乙")
        raise CorpusError("the database went away")

    with pytest.raises(CorpusError, match="went away"):
        write_pairs(path, broken())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@suffixes
def test_half_a_surrogate_pair_does_not_stop_an_export(tmp_path: Path, suffix: str) -> None:
    assert write_pairs(tmp_path / f"a{suffix}", [NewPair("甲\ud800", "乙"), NewPair("丙", "丁")]) == 2
    assert [fields(item)[:2] for item in read_pairs(tmp_path / f"a{suffix}")][1] == ("丙", "丁")
