"""An OpenAI-compatible server (vLLM, Ollama or any other) as the first engine, where the settings name one.

It is asked with the terms, their definitions and the nearest memory matches in the prompt. Its answer is held to the
same constraints as any other engine's; one that misses them is asked for once more, and after that the cascade on this
machine translates. Without HOYAKU_ENDPOINT_URL nothing in here is ever made, and no connection opened.
"""

from service.endpoint.prompt import EndpointSegment
from service.endpoint.translation import EndpointDraft, EndpointTranslator, open_endpoint

__all__ = [
    "EndpointDraft",
    "EndpointSegment",
    "EndpointTranslator",
    "open_endpoint",
]
