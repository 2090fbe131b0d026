"""OPTIONS, CORS preflights, and methods that a path does not offer."""


def test_options_names_the_methods_and_answers_a_preflight(client):
    preflight = {
        "origin": "https://example.org",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    for headers in ({}, preflight):
        options = client.options("/sparql", headers=headers)
        assert (options.status_code, options.content) == (204, b"")
        assert (
            options.headers["allow"]
            == options.headers["access-control-allow-methods"]
            == "GET, POST, QUERY, HEAD, OPTIONS"
        )
        assert "content-type" in options.headers["access-control-allow-headers"].lower()


def test_a_method_that_is_not_offered_is_told_with_those_that_are(client):
    response = client.put("/sparql")
    assert response.headers["allow"] == "GET, POST, QUERY, HEAD, OPTIONS"
    assert response.json()["type"] == "about:blank"
    assert response.json()["detail"] == "PUT is not offered at /sparql; there are GET, POST, QUERY, HEAD, OPTIONS."


def test_a_preflight_with_a_malformed_list_of_headers_is_told_the_usual_ones(client):
    asked = {"access-control-request-headers": "content-type, (comment)"}
    allowed = client.options("/sparql", headers=asked).headers["access-control-allow-headers"]
    assert allowed == "Accept, Accept-Language, Content-Type"
