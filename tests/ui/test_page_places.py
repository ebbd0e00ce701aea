"""Links that lead from one page to a segment in its document or to a pair of the corpus."""

from streamlit.testing.v1 import AppTest


def links() -> None:
    from ui.messages import speaker
    from ui.places import link_to_pair, link_to_segment

    link_to_segment(3, 57, speaker("ja"))
    link_to_pair(120, speaker("ja"))


def numbers() -> None:
    import streamlit as st

    from ui.places import asked_number

    st.json({name: asked_number(name) for name in ("document", "segment", "pair", "absent")})


def test_a_link_is_an_address_that_names_the_place() -> None:
    page = AppTest.from_function(links).run()
    found = [(link.proto.page, link.proto.query_string, link.proto.label) for link in page.get("page_link")]
    assert found == [("documents", "document=3&segment=57", "文書で開く"), ("corpus", "pair=120", "コーパスで表示")]


def test_only_what_can_be_a_number_of_the_database_is_taken_from_the_address() -> None:
    page = AppTest.from_function(numbers)
    page.query_params.update({"document": "3", "segment": "٣", "pair": "9" * 19})
    assert page.run().json[0].value == '{"document": 3, "segment": null, "pair": null, "absent": null}'
