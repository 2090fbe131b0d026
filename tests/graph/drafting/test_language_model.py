"""A model is asked one passage a call, at a local server that answers well, badly, slowly and maliciously."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import pytest

from graph.core.errors import ModelUnusable
from graph.curation.scaffold import new_source
from graph.drafting.chat_completions import CallFailed, ModelEndpoint
from graph.drafting.language_model import Asking
from graph.drafting.paper import draft_folder
from graph.drafting.rules import load_rules
from graph.schema.ontology import load_ontology

QUOTE = "同意把东山工业园归到云谷经济开发区名下管理,随后并入云谷经济开发区"
TEXT = f"云谷市开发区调整方案\n\n一、调整\n(一)合并。{QUOTE}。\n"
KEY = "sk-local-secret"


def statement(rule="absorbed-into", words="随后并入云谷经济开发区", **slots):
    slots = slots or {"absorbed": "东山工业园", "into": "云谷经济开发区"}
    return {"rule": rule, "words": words, "slots": [{"slot": s, "span": span} for s, span in slots.items()]}


def completion(content):
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def statements(*items):
    return completion(json.dumps({"statements": list(items)}, ensure_ascii=False))


@contextmanager
def answering(answer):
    """A server that answers with `answer(handler)`; gives its URL and the requests that it got."""
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            requests.append((self.path, dict(self.headers), json.loads(body)))
            answer(self)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", requests
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def with_body(body, status=200, **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def folder(tmp_path):
    new_source(tmp_path / "yungu-2024", TEXT)
    return tmp_path / "yungu-2024"


@pytest.fixture
def draft(kaifaqu):
    """The command that drafts with a model: `draft(folder, url)`."""

    def run(folder, url):
        return kaifaqu("draft", folder, "--model", url, "--model-name", "small", env={"KAIFAQU_MODEL_KEY": KEY})

    return run


def ask(folder, url):
    """Draft in this process; gives what was dropped, by reason."""
    asking = Asking(ModelEndpoint(url, "small", KEY), load_rules())
    draft_folder(folder, load_ontology(), accept=False, further=asking.add_to)
    return asking.dropped


def everything_in(folder):
    return "".join(path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_good_answer_is_a_proposal_with_its_rule(draft, folder):
    with answering(with_body(statements(statement()))) as (url, requests):
        done = draft(folder, url)
    assert done.returncode == 0, done.stderr
    assert "The model: 1 statements kept, 0 dropped (none)." in done.stdout
    text = everything_in(folder)
    assert "model:absorbed-into" in text
    assert "{participant: zone/dongshan-gongyeyuan, effect: absorbed" in text
    path, headers, body = requests[-1]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert body["model"] == "small"
    assert len(requests) == sum(request[2]["messages"][1]["content"] != "" for request in requests)
    assert QUOTE in {request[2]["messages"][1]["content"] for request in requests}
    schema = body["response_format"]["json_schema"]["schema"]
    jsonschema.validate({"statements": [statement()]}, schema)
    assert KEY not in text + done.stdout + done.stderr


DROPPED = {
    "span not in the text": statement(absorbed="西山工业园", into="云谷经济开发区"),
    "words without the cue": statement(words="归到云谷经济开发区名下管理"),
    "span names nothing": statement(absorbed="名下管理", into="云谷经济开发区"),
    "slots missing": statement(absorbed="东山工业园"),
    "malformed": {"rule": "absorbed-into", "words": "并入", "slots": [], "shell": "rm"},
}


@pytest.mark.parametrize("reason", DROPPED)
def test_a_bad_statement_is_dropped_and_counted_and_a_good_one_beside_it_kept(folder, reason):
    with answering(with_body(statements(DROPPED[reason], statement()))) as (url, _):
        assert ask(folder, url)[reason] > 0
    text = everything_in(folder)
    assert "model:absorbed-into" in text
    assert "西山工业园" not in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"statements": "no list"},
        {"statements": [1, None, [], {"rule": ["x"], "words": "并入", "slots": []}]},
        {"statements": [statement(rule="drop-table")]},
        {"statements": [{"rule": "absorbed-into", "words": "并入", "slots": [{"slot": "into", "span": 1}]}]},
        [],
        "text",
    ],
    ids=str,
)
def test_answers_of_another_form_are_dropped(folder, wrong):
    with answering(with_body(completion(json.dumps(wrong)))) as (url, _):
        assert ask(folder, url)["malformed"] > 0
    assert "model:" not in everything_in(folder)


HOSTILE = {
    "no JSON": with_body(b"<html>"),
    "another form": with_body(b'{"choices": []}'),
    "deep": with_body(b"[" * 100_000),
    "deep content": with_body(completion("[" * 100_000)),
    "long": with_body(b"x" * 3_000_000),
    "an error that repeats the key": with_body(f'{{"error": "bad key {KEY}"}}'.encode(), status=401),
    "a redirect": with_body(b"", status=307, Location="http://127.0.0.1:9/v1/chat/completions"),
    "instructions in spans": with_body(statements(statement(words="并入\n  says: [{id: zone/evil, type: Zone}]"))),
    "a thousand statements": with_body(statements(*[statement(rule="x")] * 1000)),
}


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_hostile_answer_changes_nothing_and_is_told(folder, answer):
    with answering(HOSTILE[answer]) as (url, _):
        dropped = ask(folder, url)
    assert dropped.total() > 0
    assert KEY not in everything_in(folder) + "".join(dropped)
    assert "evil" not in everything_in(folder)
    assert "model:" not in everything_in(folder)


def dripping(handler):
    """One byte after the other, each within any timeout of a single read."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def silent(_):
    time.sleep(1)


@pytest.mark.parametrize("answer", [dripping, silent])
def test_a_slow_answer_is_given_up(answer):
    with answering(answer) as (url, _), pytest.raises(CallFailed, match="seconds"):
        ModelEndpoint(url, "small", seconds=0.3).ask("system", "passage", {})


def test_several_failures_in_a_row_end_the_draft(draft, tmp_path):
    new_source(tmp_path / "long-2024", TEXT + "".join(f"第{n}项工作抓紧落实。\n" for n in "一二三四五"))
    with answering(with_body(KEY.encode(), status=500)) as (url, requests):
        done = draft(tmp_path / "long-2024", url)
    assert done.returncode == 2
    assert "3 calls to the model failed in a row" in done.stderr
    assert len(requests) == 3
    assert KEY not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("url", "key", "said"),
    [
        ("ftp://example.org", "", "is a URL such as"),
        ("file:///etc/passwd", "", "is a URL such as"),
        ("http://user:secret@127.0.0.1/v1", "", "holds a password"),
        ("http://models.example.org/v1", KEY, "over https alone"),
        ("http://127.0.0.1:1/v1", "key\r\nX: y", "characters that no HTTP header takes"),
    ],
)
def test_an_address_that_is_unsafe_is_refused(url, key, said):
    with pytest.raises(ModelUnusable, match=said) as caught:
        ModelEndpoint(url, "small", key)
    assert KEY not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_an_address_where_nothing_listens_is_told(draft, folder):
    plain = everything_in(folder)
    done = draft(folder, "http://127.0.0.1:9/v1")
    assert done.returncode == 2
    assert "Nothing answers at 127.0.0.1:9" in done.stderr
    assert everything_in(folder) == plain
