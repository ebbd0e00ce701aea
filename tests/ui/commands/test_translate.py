"""`hoyaku translate`, given texts or standard input, says on standard output what it translated and nothing else."""

import io
import json
from typing import ClassVar

import pytest

from ui.commands.standard_input import line_batches

pytestmark = pytest.mark.usefixtures("without_model")

SENTENCE = "抵押权人有权就抵押财产优先受偿。"


class TestPlainOutput:
    def test_a_text_gives_its_translation_on_one_line(self, hoyaku):
        finished = hoyaku("translate", SENTENCE)
        assert finished.status == 0
        assert finished.out == "抵当権者と抵当財産と優先弁済。\n"

    def test_standard_input_gives_a_line_a_line_blank_ones_included(self, hoyaku):
        finished = hoyaku("translate", stdin=f"{SENTENCE}\r\n\n合同无效。\n".encode())
        lines = finished.out.split("\n")
        assert len(lines) == 4
        assert "抵当権者" in lines[0]
        assert lines[1] == ""
        assert "契約" in lines[2]

    def test_paragraphs_of_a_text_are_kept(self, hoyaku):
        assert "\n\n" in hoyaku("translate", "合同无效。\n\n合同有效。").out

    def test_what_is_doubtful_goes_to_standard_error_with_its_line(self, hoyaku):
        finished = hoyaku("translate", "--no-constraints", stdin=f"第一条\n{SENTENCE}\n".encode())
        assert "line 2: 抵押权人 should be 抵当権者, which is missing." in finished.err
        assert "missing" not in finished.out
        assert finished.status == 0


class TestJson:
    def test_a_line_a_segment_with_terms_and_their_spans(self, hoyaku):
        finished = hoyaku("translate", "--json", stdin=f"{SENTENCE}\n合同无效。\n".encode())
        first, second = [json.loads(line) for line in finished.out.splitlines()]
        assert first["source"] == SENTENCE
        assert second["source"] == "合同无效。"
        assert {"translation", "engine", "seconds", "checks", "memory", "alternatives"} <= first.keys()
        term = first["terms"][0]
        assert (term["source"], term["target"], term["status"]) == ("抵押权人", "抵当権者", "satisfied")
        assert SENTENCE[slice(*term["source_span"])] == "抵押权人"
        assert [first["translation"][slice(*span)] for span in term["target_spans"]] == ["抵当権者"]

    def test_the_memory_match_of_a_seed_pair_is_exact_and_names_its_origin(self, hoyaku):
        known = json.loads(hoyaku("corpus", "list", "--limit", "1", "--json").out)
        [segment] = map(json.loads, hoyaku("translate", "--json", known["zh"]).out.splitlines())
        best = segment["memory"][0]
        assert (best["target"], best["score"], best["origin"]) == (known["ja"], 1, known["source"])

    def test_as_many_alternatives_as_were_asked_for(self, hoyaku):
        [segment] = map(json.loads, hoyaku("translate", "--json", "--alternatives", "3", SENTENCE).out.splitlines())
        assert len(segment["alternatives"]) == 3
        assert segment["alternatives"][0]["translation"] == segment["translation"]

    def test_no_memory_is_searched_above_one(self, hoyaku):
        [segment] = map(json.loads, hoyaku("translate", "--json", "--memory-threshold", "2", SENTENCE).out.splitlines())
        assert segment["memory"] == []

    def test_the_area_decides_between_renderings(self, hoyaku):
        def rendering(area: str) -> str:
            out = hoyaku("translate", "--json", "--area", area, "委托人有权解除合同。").out
            return next(term["target"] for term in json.loads(out)["terms"] if term["source"] == "委托人")

        assert rendering("contract") != rendering("procedure")


class TestRefusals:
    @pytest.mark.parametrize("arguments", [["--from", "ja", "--to", "ja"], ["--area", "maritime"], ["--beam", "0"]])
    def test_wrong_usage_is_status_two(self, hoyaku, arguments):
        finished = hoyaku("translate", *arguments, SENTENCE)
        assert finished.status == 2
        assert finished.out == ""

    def test_bytes_that_are_not_utf8_are_named_with_their_line(self, hoyaku):
        finished = hoyaku("translate", stdin=SENTENCE.encode() + b"\n" + "合同".encode("gb18030") + b"\n")
        assert finished.status == 1
        assert finished.err.count("\n") == 1
        assert "line 2: not UTF-8" in finished.err

    def test_an_argument_that_is_not_utf8_is_refused(self, hoyaku):
        finished = hoyaku("translate", "合同".encode("gb18030").decode("utf-8", "surrogateescape"))
        assert finished.status == 1
        assert "not UTF-8" in finished.err

    def test_empty_standard_input_is_a_failure(self, hoyaku):
        finished = hoyaku("translate")
        assert (finished.status, finished.out) == (1, "")
        assert finished.err == "Nothing to translate: standard input was empty.\n"

    @pytest.mark.parametrize("text", ["", "The mortgagee has priority.", "抵当権者は優先弁済を受けることができる。"])
    def test_a_text_that_cannot_be_translated_gets_one_sentence(self, hoyaku, text):
        finished = hoyaku("translate", text)
        assert (finished.status, finished.out) == (1, "")
        assert finished.err.startswith("hoyaku: ")
        assert finished.err.count("\n") == 1

    def test_a_foreign_line_among_others_costs_only_that_line(self, hoyaku):
        lines = [SENTENCE] * 32 + ["抵当権者は優先弁済を受けることができる。", "合同无效。"]
        finished = hoyaku("translate", stdin="\n".join(lines).encode())
        translated = finished.out.splitlines()
        assert finished.status == 1
        assert len(translated) == 34
        assert translated[32] == ""
        assert "契約" in translated[33]
        assert "line 33:" in finished.err


class TestLineBatches:
    def test_a_line_is_given_before_the_next_is_written(self):
        class Slow(io.RawIOBase):
            chunks: ClassVar = [b"", b"\xba\x8c\n", b"\xe4\xb8\x80\n\xe4"]  # a character may be cut in two

            def read1(self, size: int) -> bytes:
                return self.chunks.pop()

        batches = line_batches(Slow(), 32)
        assert next(batches) == ["一"]
        assert len(Slow.chunks) == 2
        assert list(batches) == [["二"]]

    def test_batches_are_no_longer_than_asked(self):
        batches = list(line_batches(io.BytesIO(b"a\n" * 70), 32))
        assert [len(batch) for batch in batches] == [32, 32, 6]

    def test_a_byte_order_mark_is_dropped_and_a_last_line_needs_no_end(self):
        assert list(line_batches(io.BytesIO(b"\xef\xbb\xbfa\r\nb"), 32)) == [["a"], ["b"]]
