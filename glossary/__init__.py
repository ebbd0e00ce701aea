"""Terms: matching, adherence, editing workflow, exchange formats and the seed glossary."""
