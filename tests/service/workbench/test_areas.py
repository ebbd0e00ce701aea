"""The area of law of a document is suggested where the classifier is sure enough, and else nothing."""

import pytest

from corpus.languages import Area, Language
from corpus.seeds import read_seeds, seed_files
from service.workbench.areas import CONFIDENT, AreaClassifier, AreaExample, seed_examples, suggest_area

DIVORCE = "夫妻双方感情确已破裂，自愿离婚，婚生子由母亲抚养，父亲每月支付抚养费。\n夫妻共同财产依照本协议分割。"
MORTGAGE = "抵当権設定者は、抵当権者のため、後記不動産に抵当権を設定し、その登記を申請する。"


@pytest.mark.parametrize(("text", "language", "area"), [(DIVORCE, "zh", "family"), (MORTGAGE, "ja", "property")])
def test_the_likeliest_area_comes_first_and_all_have_a_probability(text: str, language: Language, area: str) -> None:
    found = suggest_area(text, language)
    assert found[0][0] == area
    assert found[0][1] >= CONFIDENT
    assert {name for name, _ in found} == set(Area)
    assert sum(probability for _, probability in found) == pytest.approx(1.0)
    assert [probability for _, probability in found] == sorted((p for _, p in found), reverse=True)


def test_the_segments_of_a_document_may_be_given_too() -> None:
    assert suggest_area(DIVORCE.split("\n"), "zh") == suggest_area(DIVORCE, "zh")


@pytest.mark.parametrize("text", ["", "\n", "第1条", "2024年3月1日", "Terms and conditions", "以上"])
def test_nothing_is_suggested_where_the_text_does_not_say(text: str) -> None:
    assert suggest_area(text, "zh") == []
    assert suggest_area(text, "ja") == []


def test_a_classifier_judges_by_what_it_was_shown() -> None:
    shown = [
        AreaExample("a", (Area.FAMILY,), ("婚姻登记。", "婚姻登记。")),
        AreaExample("b", (Area.COMPANY,), ("股东名册。", "股东名册。")),
    ]
    classifier = AreaClassifier(shown)
    assert [classifier.probabilities([text])[0][0] for text in ("婚姻", "股东")] == [Area.FAMILY, Area.COMPANY]
    assert len({probability for _, probability in classifier.probabilities(["天气"])}) == 1


def test_every_seed_document_is_listed_under_an_area() -> None:
    documents = {
        pair.document for path in seed_files() for pair in read_seeds(path, path.read_text(encoding="utf-8"))
    } - {None}
    examples = {example.name: example for example in seed_examples("zh")}
    assert documents <= set(examples)
    assert all(example.areas and example.texts for example in examples.values())
