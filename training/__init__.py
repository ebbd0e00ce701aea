"""Examples, splits, base-model training and evaluation."""
