"""`hoyaku evaluate`: how well a test set is translated, and whether its terms are kept."""


def evaluate() -> None:
    """Score."""
