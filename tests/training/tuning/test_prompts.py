"""What a language model is asked: the direction, the terms that the reference keeps, the source."""

from corpus.languages import Direction
from glossary.terms import Term
from training.tuning.prompts import Prompter, prompt

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH
TERMS = [
    Term("抵押权", "抵当権"),
    Term("合同", "契約"),
    Term("提起诉讼", "訴えを提起する"),
    Term("委托人", "委任者", area="contract"),
    Term("委托人", "委託者", area="property"),
]


def test_the_instruction_names_the_direction_in_the_language_of_the_source():
    prompter = Prompter([])
    assert prompter.instruction("附则", "附則", ZH_JA) == "请将以下法律文本从中文翻译成日文。"
    assert prompter.instruction("附則", "附则", JA_ZH) == "次の法律文を日本語から中国語に翻訳してください。"


def test_the_terms_that_the_reference_keeps_are_listed():
    prompter = Prompter(TERMS)
    assert prompter.instruction("抵押权合同", "抵当権契約", ZH_JA).endswith(
        "术语请使用以下译法：抵押权→抵当権；合同→契約"
    )
    assert prompter.instruction("抵当権契約", "抵押权合同", JA_ZH).endswith("抵当権→抵押权、契約→合同")


def test_a_term_that_the_reference_renders_otherwise_is_not_asked_for():
    assert Prompter(TERMS).terms("合同的抵押权", "取り決めの抵当権", ZH_JA) == {"抵押权": "抵当権"}


def test_an_inflected_rendering_is_listed_as_the_glossary_cites_it():
    assert Prompter(TERMS).terms("原告提起诉讼。", "原告が訴えを提起した。", ZH_JA) == {"提起诉讼": "訴えを提起する"}


def test_the_rendering_is_the_one_that_the_reference_has():
    prompter = Prompter(TERMS)
    assert prompter.terms("委托人", "委託者", ZH_JA) == {"委托人": "委託者"}
    assert prompter.terms("委托人", "委任者", ZH_JA, "contract") == {"委托人": "委任者"}
    assert prompter.terms("委托人", "委託者", ZH_JA, "contract") == {}


def test_a_prompt_is_the_instruction_and_the_source_on_a_line_of_its_own():
    assert prompt("翻译。", "合同") == "翻译。\n合同"
