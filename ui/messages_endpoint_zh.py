"""What the pages say about an endpoint of the settings, in Chinese."""

from typing import Final

ENDPOINT_CHINESE: Final[dict[str, str]] = {
    "endpoint_send": "由 {host} 翻译",
    "endpoint_send_help": "关闭后，此处的翻译全部在 Hoyaku 所在的机器上完成，不对外发送任何内容。",
    "endpoint_told": "原文、术语及其定义、相似的对照译文将发送至 {host}（模型 {model}）。",
    "endpoint_kept": "不发送任何内容，由 Hoyaku 所在的机器翻译。",
    "engine_endpoint": "外部模型",
    "endpoint_rejected": "外部模型的译文未采用",
    "endpoint_failed": "因无法使用 {host} 而改在本机翻译的句段：{count}。{reason}",
    "pretranslated_endpoint": "其中由 {host} 翻译 {count}。",
}
