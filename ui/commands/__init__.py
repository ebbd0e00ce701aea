"""The command line, one module a noun; nothing heavy is imported before a command runs, so that `--help` is quick."""
