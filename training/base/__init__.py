"""The base model: its vocabulary, its training loop and the run that makes it."""
