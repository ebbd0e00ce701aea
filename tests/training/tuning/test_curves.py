"""The learning curves: a picture of what the history holds, whatever it holds."""

import matplotlib.image
import pytest

from training.tuning.curves import best_step, draw_curves


def validation(step, zh_ja, ja_zh):
    return {"eval_chrf_zh-ja": zh_ja, "eval_chrf_ja-zh": ja_zh, "eval_chrf": (zh_ja + ja_zh) / 2, "step": step}


def logged(step, loss):
    return {"loss": loss, "learning_rate": 1e-3, "pieces_per_second": 3000.0, "step": step}


HISTORY = [
    validation(0, 44.0, 34.0),
    logged(20, 3.2),
    validation(20, 45.0, 34.5),
    logged(40, 3.0),
    validation(40, 45.5, 33.5),
]


@pytest.mark.parametrize(
    "history",
    [HISTORY, HISTORY[:1], HISTORY[1:2], []],
    ids=["a whole run", "before the first step", "no validation", "nothing"],
)
def test_every_history_gives_a_picture(tmp_path, history):
    draw_curves(history, tmp_path / "curves.png")
    picture = matplotlib.image.imread(tmp_path / "curves.png")
    height, width, _ = picture.shape
    assert (width, height) == (1430, 806)
    assert [path.name for path in tmp_path.iterdir()] == ["curves.png"]


def test_another_history_gives_another_picture(tmp_path):
    draw_curves(HISTORY, tmp_path / "whole.png")
    draw_curves(HISTORY[:3], tmp_path / "half.png")
    assert (tmp_path / "whole.png").read_bytes() != (tmp_path / "half.png").read_bytes()


def test_the_best_step_has_the_highest_mean_and_is_the_earliest_of_equals():
    assert best_step(HISTORY) == 20
    assert best_step([*HISTORY, validation(60, 45.0, 34.5)]) == 20


def test_no_step_is_the_best_where_none_is_better_than_before_training():
    assert best_step([validation(0, 44.0, 34.0), validation(20, 44.0, 34.0), validation(40, 43.0, 34.0)]) == 0
    assert best_step([logged(20, 3.2)]) == 0


def test_a_picture_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "curves.png").mkdir()
    with pytest.raises(OSError):  # noqa: PT011 (its kind depends on the file system)
        draw_curves(HISTORY, tmp_path / "curves.png")
    assert [path.name for path in tmp_path.iterdir()] == ["curves.png"]
