"""Where a document is translated and reviewed: every write names its person and the version it saw."""
