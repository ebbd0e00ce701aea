"""The general regression set: everyday, business, technical, news and mail sentences, none of them legal.

A model that is tuned on legal pairs and loses on these has forgotten how to translate anything else.
Written for this project, Apache-2.0; it is for measuring only and must never be trained on.
"""

from pathlib import Path

from training.evaluation import EvaluationRow, read_rows

GENERAL_SET = Path(__file__).parent / "data" / "general.tsv"


def general_rows() -> list[EvaluationRow]:
    """The set's rows in the order of the file; none lists terms. TrainingError where the file is not as shipped."""
    return read_rows(GENERAL_SET)
