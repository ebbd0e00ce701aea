"""The grid in which segments are translated and reviewed: a component of the page's own, and what it is told.

`component` mounts it, `lines` and `about` say what it shows, `sent_lines` what of that has to be sent, `answers` does
what people ask of it. Its scripts keep what is typed until the server has it; see `outbox.js`.
"""
