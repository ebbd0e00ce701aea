"""Whatever the OpenAPI document allows, and what it does not: no request makes the service fail."""

import time

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error


@pytest.mark.slow  # a thousand generated requests
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_makes_the_service_fail(served: str, mode: GenerationMode) -> None:
    while httpx.get(f"{served}/v1/ready").status_code == 503:
        time.sleep(0.05)
    schema = schemathesis.openapi.from_url(f"{served}/openapi.json")
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: schemathesis.Case) -> None:
            nonlocal asked
            asked += 1
            case.validate_response(case.call(), checks=[not_a_server_error])

        try:
            check()
        except (schemathesis.errors.SchemathesisError, Unsatisfiable):
            continue  # what takes nothing cannot be asked wrongly
    assert asked > 100
