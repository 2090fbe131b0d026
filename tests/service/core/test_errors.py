"""The errors of the service: each has its place in the tree of the docstring and in the table of problems."""

import inspect

from graph.core.errors import KaifaquError
from service.core import errors
from service.web.problems import PROBLEMS

NEVER_TOLD_TO_CLIENTS = {errors.SettingInvalid, errors.BuildRefused}


def test_each_error_is_in_the_tree_and_is_told_with_a_status():
    ours = {cls for _, cls in inspect.getmembers(errors, inspect.isclass) if cls is not KaifaquError}
    assert len(ours) > 5
    assert all(issubclass(cls, KaifaquError) and f"─ {cls.__name__} " in errors.__doc__ for cls in ours)
    assert ours - NEVER_TOLD_TO_CLIENTS <= set(PROBLEMS)
