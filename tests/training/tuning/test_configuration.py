"""The configuration file holds every default, and a wrong one is named in one sentence."""

from pathlib import Path

import pytest

from training.errors import TrainingError
from training.tuning.configuration import DEFAULT, TuningConfiguration, read_configuration


def test_the_shipped_file_says_what_the_defaults_are() -> None:
    assert read_configuration(DEFAULT) == TuningConfiguration()


def test_the_shipped_file_gives_every_value_and_a_reason_for_it() -> None:
    lines = DEFAULT.read_text(encoding="utf-8").splitlines()
    values = [line for line in lines if " = " in line and not line.startswith("#")]
    given = {line.split(" = ")[0] for line in values}
    sections = TuningConfiguration().model_dump()
    assert given == {name for section in sections.values() for name in section}
    reasons = ("learning_rate", "rank", "alpha", "dropout", "replay_share", "significance")
    assert all("#" in line for line in values if line.split(" = ")[0] in reasons)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[lora]\nrank = 0\n", "lora.rank"),
        ("[lora]\nranks = 8\n", "lora.ranks"),
        ("[training]\nprecision = 'int3'\n", "training.precision"),
        ("[lora\n", "not TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError, match=told):
        read_configuration(path)


def test_an_absent_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="is not there"):
        read_configuration(tmp_path / "none.toml")
