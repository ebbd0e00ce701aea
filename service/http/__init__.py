"""The HTTP service: the translator, the glossary and the memory for programs, in three dialects."""
