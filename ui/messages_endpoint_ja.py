"""What the pages say about an endpoint of the settings, in Japanese."""

from typing import Final

ENDPOINT_JAPANESE: Final[dict[str, str]] = {
    "endpoint_send": "{host} で翻訳する",
    "endpoint_send_help": "オフにすると、この画面での翻訳は Hoyaku の稼働する機器内で行い、何も送信しません。",
    "endpoint_told": "原文、用語とその定義、類似する対訳を {host}（モデル {model}）に送信します。",
    "endpoint_kept": "何も送信せず、Hoyaku の稼働する機器内で翻訳します。",
    "engine_endpoint": "外部モデル",
    "endpoint_rejected": "外部モデルの訳は不採用",
    "endpoint_failed": "{host} を利用できなかったため機器内で翻訳した文：{count}。{reason}",
    "pretranslated_endpoint": "うち {host} による翻訳 {count}。",
}
