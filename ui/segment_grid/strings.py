"""The words of the grid in the interface language."""

from service.workbench.records import SegmentStatus
from ui.messages import Say

_NAMES = (
    *(f"status_{status}" for status in SegmentStatus),
    *(
        "segments",
        "source",
        "target",
        "empty",
        "panel",
        "panel_empty",
        "keys",
        "keys_review",
        "changes",
        "saved",
        "saving",
        "nothing_typed",
    ),
    *("confirm", "approve", "return", "return_question", "redraft", "redraft_help", "propagate", "propagate_help"),
    *("split", "split_help", "split_question", "merge", "merge_help", "comment", "comment_question", "cancel"),
    *("term", "term_help", "term_source", "term_target", "propose"),
    *("conflict", "conflicts", "keep_mine", "keep_theirs", "locked", "use", "insert", "restore"),
    *("warnings", "memory", "repetitions", "comments", "checks", "terms", "alternatives", "history", "rating"),
    *("fluency", "accuracy", "terminology", "term_missing", "term_forbidden", "term_suggested"),
)


def grid_strings(say: Say) -> dict[str, str]:
    """What the grid's scripts call `say.<name>`."""
    return {name: say(f"grid_{name}") for name in _NAMES}
