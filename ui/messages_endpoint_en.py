"""What the pages say about an endpoint of the settings, in English."""

from typing import Final

ENDPOINT_ENGLISH: Final[dict[str, str]] = {
    "endpoint_send": "Translate at {host}",
    "endpoint_send_help": "Off: what you translate here stays on Hoyaku's own machine; nothing is sent.",
    "endpoint_told": "Source, terms with their definitions and similar pairs are sent to {host} (model {model}).",
    "endpoint_kept": "Nothing is sent; Hoyaku's own machine translates.",
    "engine_endpoint": "from the endpoint",
    "endpoint_rejected": "the endpoint's answer was not taken",
    "endpoint_failed": "Segments that Hoyaku's own machine translated, as {host} could not be used: {count}. {reason}",
    "pretranslated_endpoint": "Of these by {host}: {count}.",
}
