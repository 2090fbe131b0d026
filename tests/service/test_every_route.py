"""Every operation of the description, asked with whatever its parameters allow: no fault, and answers as described."""

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
ASKED = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_no_request_makes_an_operation_fail_and_answers_are_as_described(service):
    described = schemathesis.openapi.from_url(f"{service}/openapi.json")
    failed, asked = [], 0
    for result in described.get_all_operations():
        operation = result.ok()

        @ASKED
        @given(case=operation.as_strategy())
        def ask(case):
            case.validate_response(case.call(), checks=CHECKS)

        try:
            ask()
        except Exception as error:  # noqa: BLE001  every operation is asked, whatever becomes of another
            failed.append(f"{operation.label}: {error}")
        asked += 1
    assert not failed, "\n\n".join(failed)
    assert asked > 40
