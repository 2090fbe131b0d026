"""Requests to `/api/v1`."""

import pytest


@pytest.fixture
def get(client):
    """Give a function that gets a path of `/api/v1` with parameters, checks the status, and returns the JSON."""

    def get(path, status=200, **parameters):
        response = client.get(f"/api/v1/{path}", params=parameters)
        assert response.status_code == status, response.text
        return response.json()

    return get
