"""Every operation of the description, asked with whatever its parameters allow: no fault, and answers as described."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
ASKED = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


BESIDE = {"docs", "metrics", "mcp", "static", "openapi.json"}
"""What answers beside the operations that are described."""


def first_segment(path):
    """The first segment of a path, in which names stand in braces or not."""
    return path.strip("/").partition("/")[0]


@pytest.mark.parametrize("examples", [3, pytest.param(50, marks=pytest.mark.soak)])
def test_no_request_makes_an_operation_fail_and_answers_are_as_described(service, examples):
    described = schemathesis.openapi.from_url(f"{service}/openapi.json")
    operations = [result.ok() for result in described.get_all_operations()]
    taken = {first_segment(operation.path) for operation in operations} | BESIDE
    failed, asked = [], 0
    for operation in operations:

        @settings(ASKED, max_examples=examples)
        @given(case=operation.as_strategy())
        def ask(case):
            if case.path == "/{path}":  # every path that no other route takes
                assume(first_segment(case.formatted_path) not in taken)
            case.validate_response(case.call(), checks=CHECKS)

        try:
            ask()
        except Exception as error:  # noqa: BLE001  every operation is asked, whatever becomes of another
            failed.append(f"{operation.label}: {error}")
        asked += 1
    assert not failed, "\n\n".join(failed)
    assert asked > 40
