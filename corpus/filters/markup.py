"""Whether tags and placeholders agree and leave room for text."""

import re
from collections import Counter

from corpus.filters.pair_filter import SinglePairFilter
from corpus.pairs import NewPair
from corpus.reasons import Reason

MOST = 0.7  # share of a side's characters that may be markup
_MARKUP = re.compile(
    r"</?[A-Za-z][!-;=?-~ ]*>|<!--.*?-->"  # tags and comments of HTML and XML; <文件位置> is none
    r"|\{\{[^{}\n]*\}\}|\$?\{[A-Za-z0-9_.]*\}"  # {{name}}, {0}, ${name}
    r"|%(?:\([A-Za-z_]\w*\))?(?:[0-9]+\$)?[0-9.]*[sdif](?![A-Za-z])"  # %s, %(name)s, %1$s
)


class MarkupFilter(SinglePairFilter):
    """Both sides hold the same tags and placeholders, in any order, and more text than markup."""

    name = "markup"
    threshold = f"same tags and placeholders, at most {MOST:.0%} of the characters"

    def reason(self, pair: NewPair) -> str:
        in_zh, in_ja = Counter(_MARKUP.findall(pair.zh)), Counter(_MARKUP.findall(pair.ja))
        for language, missing in (("ja", in_zh - in_ja), ("zh", in_ja - in_zh)):
            if missing:
                markup = min(missing)
                return Reason(f"the {language} text lacks {markup}", case="pair_lacks", language=language, what=markup)
        for language, text, found in (("zh", pair.zh, in_zh), ("ja", pair.ja, in_ja)):
            if sum(len(markup) * number for markup, number in found.items()) > MOST * len(text):
                return Reason(f"most of the {language} text is markup", case="pair_markup", language=language)
        return ""
