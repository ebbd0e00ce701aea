"""Parallel corpus: settings, database, pairs, documents, translation memory, text utilities, file formats."""
