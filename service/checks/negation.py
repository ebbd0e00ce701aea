"""What one side denies the other must not affirm: the error of a neural model that is hardest to see and costs most."""

import re
from collections.abc import Iterator

from corpus.languages import Direction, Language
from service.checks.finding import CheckFinding

# What certainly denies; 不可撤销 and 不可分 are words.
_DENIALS: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(
        "(?<!迫)不得(?!已)|不能|不可(?!分|撤|逆)|不予|不再|不应|不会|不准|不许|不必|不需|不愿|不知|不是|不在|不以|不按|不因|不受|不向"
        "|不(?:承担|负|享|适用|具|属|构成|影响|包括|包含|支持|认|存在|发生|产生|同意|接受|成立|合格|符合)|不(?!得已)(?=[一-鿿]{0,2}的)"
        "|没有|无法|无权|无须|无需|并非|均非"
        "|(?:并|尚|从|均|而)未|未(?:能|经|按|在|予|尽|向|对|曾|履行|提|约定|作|支付|依法)"
    ),
    "ja": re.compile(
        "ない|なかった|なく(?=[、なてと])|ません|ぬもの"
        "|(?<=[わかさたなまらがばえけせてねべめれげでいきしちにびみりぎ得見経出来])ず(?=[、に。又]|$)"
    ),
}
# What looks like it: しなければならない obliges, やむを得ない excuses, のみならず adds, and 不可抗力 is a word.
_LOOKALIKES: dict[Language, re.Pattern[str]] = {
    "zh": re.compile("不动产|不可抗力|不当得利|未成年|不仅|不但|[不无]论"),
    "ja": re.compile(
        "なければ(?:なら(?:ない|ず|なかった)|なりません|ならぬ)|なくては(?:ならない|なりません)|ねばならない|ないわけには"
        "|(?:ざる|やむ)を得(?:ない|ず)|かもしれない|ほか(?:は)?ない|ほかなら(?:ない|ず)|すぎない|過ぎない|少な[いく]"
        "|いずれ|必ず|まず|かかわらず|問わず|のみならず|だけでなく|ばかりでなく|とどまらず|遅滞なく|間違いなく|違いない"
        "|不動産|不可抗力|不当利得|不法行為|未成年"
    ),
}
# Of a Japanese source, what a Chinese text says without a denial: 可以连选连任, 应予驳回.
_AFFIRMED = re.compile("妨げない|免れない")
# What may say the same in the other language, generously, for a denial has many forms: 不一致 is 齟齬がある, and
# 承認を得なければ効力を生じない is 经批准方可生效.
_ANSWERS: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(
        "[不未无無非没否免禁勿莫难拒缺失除违误异少止消尽另别毋超仅只逾欠闲]|以[下上内]|方可|方能|方对|才[能可]|须经"
    ),
    "ja": re.compile(
        "[不未無非否免禁拒難欠失違異反除外誤止少消断絶逸怠脱嫌滅満尽超齟却遊休]|(?<![期権])限"
        "|ない|なく|なし|なかっ|なけ|ません|ず|ぬ|ざる|まい|以[下上内]|のみ|ところ|だけ|かね[るまた]|やむを得"
    ),
}


class NegationCheck:
    """What the source denies or forbids, the translation does not affirm.

    Found is a translation without any sign of a denial. Of the 14,544 seed pairs, which are right, one is doubted
    from Chinese and ten from Japanese.
    """

    name = "negation"

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]:
        if not translation.strip():
            return
        denial = find_denial(source, direction.source)
        if denial and not _ANSWERS[direction.target].search(_without_lookalikes(translation, direction.target)):
            words = source[slice(*denial)]
            message = f"The source says {words}, and nothing in the translation denies or forbids."
            yield CheckFinding(self.name, message, source_span=denial, severity="error")


def find_denial(text: str, language: Language) -> tuple[int, int] | None:
    """Where the text first denies or forbids something; None where it certainly does nowhere."""
    match = _DENIALS[language].search(_AFFIRMED.sub("〓〓〓〓", _without_lookalikes(text, language)))
    return match.span() if match else None


def _without_lookalikes(text: str, language: Language) -> str:
    """The text, every character in its place, with what only looks like a denial blotted out."""
    return _LOOKALIKES[language].sub(lambda words: "〓" * len(words[0]), text)
