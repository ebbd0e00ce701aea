"""Parts are by document, fixed for good, and never overlap."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session, sessionmaker

from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.tables import Pair
from training.errors import TrainingError
from training.splits import held_out_units
from training.tuning.configuration import DataSection
from training.tuning.partition import Partition, TuningPair, partition, read_pairs, refuse_leak

SECTION = DataSection()
SENTENCES = ("出卖人应当交付标的物{0}。", "買主{0}の通知を受けた日から支払う。")


def documents(count: int, prefix: str = "契約") -> list[TuningPair]:
    """Documents of five unlike segments each."""
    return [
        TuningPair(
            f"{prefix}{number}第{place}条关于{chr(0x4E00 + 37 * number + 911 * place) * 6}的约定。",
            f"{prefix}{number}第{place}条の定め。",
            f"document/{prefix}/{number}",
            f"{prefix}-{number}-{place}",
        )
        for number in range(count)
        for place in range(5)
    ]


def part_of(found: Partition) -> dict[str, str]:
    parts = {"train": found.train, "validation": found.validation, "test": found.test}
    return {pair.unit: name for name, part in parts.items() for pair in part}


def test_documents_are_never_torn_and_the_shares_are_about_those_asked_for() -> None:
    found = partition(documents(200), SECTION)
    units = [{pair.unit for pair in part} for part in (found.train, found.validation, found.test)]
    assert sum(map(len, units)) == len(set.union(*units)) == 200
    assert 140 <= len(units[0]) <= 178
    assert all(10 <= len(part) <= 34 for part in units[1:])


def test_a_document_keeps_its_part_when_others_come() -> None:
    before, after = partition(documents(60), SECTION), partition(documents(60) + documents(60, "定款"), SECTION)
    assert part_of(before).items() <= part_of(after).items()
    assert partition(documents(60), SECTION).digest == before.digest


def test_training_pairs_that_nearly_repeat_a_held_out_one_are_dropped() -> None:
    pairs = documents(60)
    found = partition(pairs, SECTION)
    judged = found.test[0]
    copy = replace(judged, unit=found.train[0].unit, digest="copy")
    nearly = replace(judged, zh=judged.zh[:-1] + "！", unit=found.train[0].unit, digest="near")
    again = partition([*pairs, copy, nearly], SECTION)
    assert again.dropped == found.dropped + 2
    assert {pair.digest for pair in again.train} == {pair.digest for pair in found.train}


def test_a_leak_is_refused_loudly() -> None:
    found = partition(documents(60), SECTION)
    for pair in (
        replace(found.test[0], unit="document/other", digest="other"),  # the same Chinese
        replace(found.train[0], unit=found.validation[0].unit),  # the same document
    ):
        with pytest.raises(TrainingError, match="nothing is trained"):
            refuse_leak(replace(found, train=(*found.train, pair)))


def test_too_little_is_one_sentence() -> None:
    with pytest.raises(TrainingError, match="holds no pairs"):
        partition([], SECTION)
    with pytest.raises(TrainingError, match="too few documents"):
        partition(documents(1), SECTION)


@pytest.mark.slow  # reads the whole seed corpus and looks for near-duplicates in it
def test_the_seed_documents_that_the_shipped_model_never_saw_judge(seeded_sessions: sessionmaker[Session]) -> None:
    with seeded_sessions() as session:
        pairs = read_pairs(session)
        own = [
            NewPair(f"股东会第{n}号决议通过了关于年度利润分配方案的议案。", f"第{n}号決議は、利益処分案を可決した。")
            for n in range(8)
        ]
        own += [NewPair("股东会于三月召开。", "株主総会は、三月に開かれた。", document="议事录")]
        add_pairs(session, own, SourceInfo("own.tsv", "1" * 64, "", "tester"))
        flagged = session.query(Pair).filter(Pair.source.has(name="own.tsv")).first()
        assert flagged is not None
        flagged.flags = ["numbers"]
        session.commit()
        mine = [pair for pair in read_pairs(session) if not pair.is_seed]
    validation, test = held_out_units({pair.unit for pair in pairs})
    found = partition(pairs, SECTION)
    assert {pair.unit for pair in found.test} == {unit for unit in test if unit.startswith("documents/")}
    assert {pair.unit for pair in found.validation} == set(validation)
    assert len(found.train) > 13_000

    assert len(mine) == len(own) - 1  # what a filter has flagged is not trained on
    assert "document/own.tsv/议事录" in {pair.unit for pair in mine}
    assert len({pair.unit for pair in mine if pair.unit.startswith("pair/")}) == 1  # near-duplicates share a unit
