"""The tools as an agent uses them: by the official client, over HTTP and on standard input and output."""

import asyncio
import os
import sys

import httpx
import pytest

TOOLS = {"search", "describe", "relations", "lineage", "evidence", "sparql"}
HEAD = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


def call(target, *calls):
    """The names of the tools, and what some calls answer."""

    from mcp import Client  # noqa: PLC0415  slow to load, and for the tests of this file

    async def use():
        async with Client(target) as client:
            tools = await client.list_tools()
            answers = [(await client.call_tool(name, arguments)).structured_content for name, arguments in calls]
            return {tool.name: tool for tool in tools.tools}, answers

    return asyncio.run(use())


def test_an_agent_finds_describes_follows_and_cites(service):
    tools, (found, said, lineage, evidence, rows, asked) = call(
        f"{service}/mcp",
        ("search", {"name": "智造新城"}),
        ("describe", {"thing": "zone/qujiang-edz"}),
        ("lineage", {"thing": "原集聚区"}),
        ("evidence", {"thing": "zone/qujiang-edz"}),
        ("relations", {"relation": "townships", "where": {"park": "智慧新城"}}),
        ("sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?zone a kq:Zone }"}),
    )
    assert set(tools) == TOOLS
    assert all(tool.description and tool.input_schema and tool.annotations.read_only_hint for tool in tools.values())
    assert found["candidates"][0]["id"] == "zone/zhizao-new-city"
    assert {"stated", "derived"} <= {statement["origin"] for statement in said["statements"]}
    assert lineage["now"][0]["thing"] == "衢州智造新城 (zone/zhizao-new-city)"
    assert any("整合形成智造新城" in words["quote"] for words in evidence["evidence"])
    assert len(rows["rows"]) == 7
    assert int(asked["rows"][0]["n"]) > 50
    assert not any(answer["truncated"] for answer in (found, said, lineage, evidence, rows, asked))


def test_an_agent_learns_what_is_not_stated_how_a_change_is_done_and_what_is_wrong_with_a_query(service):
    _, (townships, zone, gradual, asked, silent) = call(
        f"{service}/mcp",
        ("relations", {"relation": "townships", "where": {"park": "浙江江山经济开发区"}}),
        ("lineage", {"thing": "zone/green-cluster-longyou"}),
        ("lineage", {"thing": "白沙片区白沙溪以西至彩虹路以东"}),
        ("sparql", {"query": "SELECT * { ?z kq:coverTownship ?t }"}),
        ("sparql", {"query": "SELECT * { zone:jiangshan-edz kq:coversTownship ?t }"}),
    )
    assert townships["rows"] == []
    assert "衢州市开发区(园区)整合提升总体方案 (document/quzhou-2021) 二(三)2" in townships["not_stated"][0]["where"]
    assert [unsaid["what"] for unsaid in zone["not_stated"]] == ["去向未说明 (silence:destination)"]
    assert ("ordered", ["gradual"]) in [(step["modality"], step["manner"]) for step in gradual["steps"]]
    assert "do you mean kq:coversTownship?" in asked["hint"]
    assert "does not state kq:coversTownship" in silent["hint"]


def test_long_answers_are_cut_and_say_so(service):
    _, (asked, rows, described) = call(
        f"{service}/mcp",
        ("sparql", {"query": "SELECT * { ?s ?p ?o }"}),
        ("relations", {"relation": "parks"}),
        ("describe", {"thing": "智造新城"}),
    )
    assert len(asked["rows"]) == 100
    for answer in (asked, rows, described):
        assert answer["truncated"]
        assert answer["hint"]


def test_what_fails_is_a_sentence_and_a_hint(service):
    _, answers = call(
        f"{service}/mcp",
        ("describe", {"thing": "雄安新区"}),
        ("describe", {"thing": "衢州绿色产业集聚区"}),
        ("sparql", {"query": "SELECT * {"}),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}),
        ("sparql", {"query": "DROP ALL"}),
        ("relations", {"relation": "parks", "where": {"colour": "red"}}),
    )
    assert all(answer["error"] and answer["hint"] for answer in answers)
    assert "plate/green-cluster" in answers[1]["error"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:evil", "127.0.0.1", "localhost.evil:80", ""])
def test_a_name_that_was_rebound_to_this_machine_is_not_answered(service, host):
    response = httpx.post(f"{service}/mcp", json=LIST, headers={**HEAD, "host": host})
    assert response.status_code in {400, 421}


def test_a_slash_at_the_end_makes_no_difference(service):
    with_slash, without = (httpx.post(f"{service}/mcp{end}", json=LIST, headers=HEAD) for end in ("/", ""))
    assert with_slash.status_code == 200
    assert with_slash.json() == without.json()


def test_a_page_of_another_site_may_not_speak_for_its_reader(service):
    port = service.rsplit(":", 1)[-1]
    for origin, ok in {f"http://127.0.0.1:{port}": True, f"http://127.0.0.1:{port}.evil": False, "null": False}.items():
        response = httpx.post(f"{service}/mcp", json=LIST, headers={**HEAD, "origin": origin})
        assert (response.status_code != 403) is ok, origin
    assert httpx.get(f"{service}/mcp", headers=HEAD).status_code == 405


def test_the_same_tools_are_there_on_standard_input_and_output(built):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KAIFAQU_")}
    from mcp import StdioServerParameters  # noqa: PLC0415  slow to load
    from mcp.client.stdio import stdio_client  # noqa: PLC0415  slow to load

    server = StdioServerParameters(
        command=sys.executable, args=["-m", "service", "mcp", "--in", str(built)], env=environment
    )
    tools, (found, asked) = call(
        stdio_client(server),
        ("search", {"name": "智造新城"}),
        ("sparql", {"query": "ASK { zone:zhizao-new-city a kq:Zone }"}),
    )
    assert set(tools) == TOOLS
    assert found["outcome"] == "found"
    assert asked["answer"] is True


def test_a_value_that_a_column_cannot_have_gets_a_hint_about_values(service):
    _, (told,) = call(f"{service}/mcp", ("relations", {"relation": "areas", "where": {"value": "much"}}))
    assert told == {"error": "value is much; give a number such as 61.5.", "hint": "Give another value in where."}
