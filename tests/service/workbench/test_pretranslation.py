"""The first draft of a document: memory, model, nobody's text touched, nothing finished lost."""

from corpus.languages import Direction
from corpus.pairs import NewPair, SourceInfo, add_pairs
from service.accounts import Person, Role
from service.constraints import NONE
from service.engine import Hypothesis
from service.translator import Translator
from service.workbench.documents import upload_document
from service.workbench.pretranslation import pretranslate
from service.workbench.segments import load_segments

TANAKA = Person("田中", Role.TRANSLATOR)
SATO = Person("佐藤", Role.REVIEWER)
TEXT = "第一条　合同自成立时生效。当事人应当支付300元。\n合同自成立时生效。\n"


class ObedientEngine:
    """Writes what is required, and after it the source's length; remembers what it was asked."""

    name = "obedient"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, sources, constraints, direction, options) -> list[list[Hypothesis]]:
        self.asked.extend(sources)
        return [
            [
                Hypothesis(
                    "、".join(g.alternatives[0] for g in wanted.required) + f"訳文{len(source)}" + "の" * rank, -0.5
                )
                for rank in range(options.alternatives)
            ]
            for source, wanted in zip(sources, constraints or [NONE] * len(sources), strict=True)
        ]


def test_smoke(each_database):
    engine = ObedientEngine()
    with each_database() as session:
        number = upload_document(session, TANAKA, "contract.txt", TEXT.encode(), Direction.ZH_JA)
        add_pairs(
            session,
            [NewPair("合同自成立时生效。", "契約は、成立の時から効力を生ずる。")],
            SourceInfo("m", "0" * 64, "", "x"),
        )
        session.commit()
    result = pretranslate(each_database, Translator(each_database, engine), TANAKA, number)
    print(result, engine.asked)
    with each_database() as session:
        for row in load_segments(session, number):
            print(row)
