"""The log: written by a thread, whole and in order, and no hindrance where nobody reads it."""

import json
import os
import signal
import subprocess
import sys
import time
import unicodedata

import httpx
from hypothesis import given
from hypothesis import strategies as st

from service.web.log_escaping import escape_controls
from service.web.log_writer import LogWriter


def test_lines_are_written_in_their_order():
    reading, writing = os.pipe()
    log = LogWriter(writing)
    for number in range(1000):
        log.put(f"line {number}\n")
    assert log.drain(5)
    os.close(writing)
    with os.fdopen(reading) as read:
        assert read.read().split("\n")[:-1] == [f"line {number}" for number in range(1000)]


def test_what_nobody_takes_is_dropped_and_told_when_it_flows_again():
    reading, writing = os.pipe()
    log, line = LogWriter(writing, most_bytes=10_000), "a" * 99 + "\n"
    full = os.write(writing, b"x" * 65_535 + b"\n")
    for _ in range(5000):
        log.put(line)
    assert 4700 < log.dropped < 5000
    assert not log.drain(0.05)
    dropped, written, told = log.dropped, b"", 0
    while told < dropped:
        written += os.read(reading, 65_536)
        told = sum(json.loads(notice)["lines"] for notice in written.splitlines() if notice.startswith(b"{"))
    assert told == dropped
    lines = [written_line for written_line in written[full:].decode().splitlines() if written_line[0] != "{"]
    assert len(lines) + dropped == 5000
    assert set(lines) == {line.rstrip()}
    log.put("again\n")
    assert os.read(reading, 100) == b"again\n"
    (number,) = log.samples()
    assert number.value == dropped
    os.close(reading)
    os.close(writing)


def test_a_log_that_is_closed_stops_nothing():
    reading, writing = os.pipe()
    os.close(reading)
    log = LogWriter(writing)
    log.put("one\ntwo\n")
    assert log.drain(5)
    log.put("three\n")
    assert log.drain(5)
    assert log.dropped == 3
    os.close(writing)


@given(st.text())
def test_no_character_forges_or_hides_a_line(text):
    written = escape_controls(text)
    written.encode()
    for character in written:
        assert unicodedata.category(character) not in {"Cc", "Zl", "Zp", "Cs"} or character in "\t\n"
        assert unicodedata.bidirectional(character) not in {
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        }
    assert written.count("\n") == text.count("\n")


def test_what_a_client_sends_is_never_raw_in_the_log(tmp_path, run_service):
    log = tmp_path / "log"
    awkward = "\x85\x9b\u2028\u2029\u202e\x7f\x1b[31m\r\nforged"
    data = tmp_path / "data.nt"
    data.write_text("<urn:a> <urn:b> <urn:c> .\n")
    with run_service(tmp_path, log, data=[data], KAIFAQU_LOG_QUERIES="yes") as (url, _):
        httpx.get(f"{url}/id/{awkward.encode().hex('%')}".replace("/id/", "/id/%"), timeout=30)
        httpx.get(f"{url}/sparql", params={"query": f'ASK {{ ?s ?p "苏{awkward}" }}'})
        httpx.post(f"{url}/sparql", data={"query": f"ASK {{}} # {awkward}"})
    text = log.read_bytes().decode()
    assert not {character for character in text if unicodedata.category(character) in {"Cc", "Zl", "Zp"}} - {"\n"}
    lines = [json.loads(line) for line in text.split("\n") if line.startswith("{")]
    assert any(awkward in line.get("text", "") for line in lines)
    assert any(line["path"].endswith(awkward) for line in lines)


def test_a_log_that_nobody_reads_does_not_stop_the_service(built, run_free_port):
    port = run_free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KAIFAQU_")}
    environment |= {"KAIFAQU_PRELOAD": "no", "KAIFAQU_LOG_QUERIES": "yes"}
    command = [sys.executable, "-m", "service", "serve", "--in", str(built), "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    url = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=url, timeout=20, transport=httpx.HTTPTransport(retries=30)) as client:
            for _ in range(100):  # each line has more than a thousand characters, the pipe takes 65,536
                assert client.get("/sparql", params={"query": f"ASK {{}} # {'a' * 1500}"}).status_code == 200
            time.sleep(0.5)  # lines are written together
            for _ in range(20):
                assert client.get("/health").status_code == 200
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == -signal.SIGTERM
        process.stderr.close()
