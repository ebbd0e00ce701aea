"""Chinese fonts and the Japanese ones in their place, and the reverse, as Word and WPS name them."""

import unicodedata

from corpus.languages import Direction, Language

# The font of the other language, and the beginnings of the names in whose place it comes, in NFKC and lower case.
# The first that fits counts, so a longer name (等线 light) comes before its beginning.
_FONTS: dict[Language, tuple[tuple[str, str], ...]] = {
    "zh": (
        ("ＭＳ ゴシック", "simhei|黑体|stheiti|华文黑体|stxihei|华文细黑|方正黑体|方正大黑|heiti sc|youyuan|幼圆"),
        ("メイリオ", "microsoft yahei|微软雅黑|source han sans sc|source han sans cn|思源黑体|pingfang sc"),
        ("游ゴシック", "dengxian light|等线 light|noto sans cjk sc|noto sans sc"),
        ("游明朝", "dengxian|等线"),
        ("ＭＳ 明朝", "simsun|nsimsun|宋体|新宋体|stsong|华文宋体|stzhongsong|华文中宋|songti sc|noto serif cjk sc"),
        ("ＭＳ 明朝", "fangsong|仿宋|stfangsong|华文仿宋|kaiti|楷体|stkaiti|华文楷体|source han serif sc|思源宋体"),
        ("ＭＳ 明朝", "方正|fz|lisu|隶书|stliti|华文隶书|stxingkai|华文行楷|stxinwei|华文新魏"),
    ),
    "ja": (
        ("微软雅黑", "meiryo|メイリオ|yu gothic|游ゴシック|noto sans cjk jp|noto sans jp"),
        ("黑体", "ms gothic|ms pgothic|ms ui gothic|ms ゴシック|ms pゴシック|ms p ゴシック|msゴシック|mspゴシック"),
        ("黑体", "biz udゴシック|biz udpゴシック|biz udgothic|biz udpgothic|hgゴシック|hgpゴシック|hgsゴシック"),
        ("黑体", "hg創英角|hgp創英角|hgs創英角|ヒラギノ角ゴ|hiragino sans|hiragino kaku|源ノ角ゴシック"),
        ("黑体", "source han sans jp|ipaゴシック|ipaexゴシック|ipagothic|ipaexgothic"),
        ("楷体", "hg教科書体|hgp教科書体|hgs教科書体|hg正楷書体|ud デジタル 教科書体|yu kyokasho|游教科書体"),
        ("宋体", "ms mincho|ms pmincho|ms 明朝|ms p明朝|ms p 明朝|ms明朝|msp明朝|yu mincho|游明朝"),
        ("宋体", "biz ud明朝|biz udp明朝|biz udmincho|biz udpmincho|hg明朝|hgp明朝|hgs明朝|hgminchol"),
        ("宋体", "ヒラギノ明朝|hiragino mincho|noto serif cjk jp|source han serif jp|源ノ明朝"),
        ("宋体", "ipa明朝|ipaex明朝|ipamincho|ipaexmincho"),
    ),
}


def font_for(name: str, direction: Direction) -> str | None:
    """The font of the target language in place of one of the source language only; None for any other font."""
    folded = unicodedata.normalize("NFKC", name).strip().lower()
    for other, beginnings in _FONTS[direction.source]:
        if folded.startswith(tuple(beginnings.split("|"))):
            return other
    return None
