"""`docs/nginx.conf` before the service. `make soak` runs it; it needs Debian's nginx (`apt-get install nginx`)."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

CONFIGURATION = Path(__file__).parents[2] / "docs" / "nginx.conf"
NAME = "kg.example.org"
ZONE = "/id/zone/zhizao-new-city?format=turtle"


@contextmanager
def nginx(service, port, folder):
    """The configuration with the addresses and paths of a test."""
    text = CONFIGURATION.read_text("utf-8")
    for written, used in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("127.0.0.1:8000;", f"{service.removeprefix('http://')};"),
        ("/etc/ssl/kaifaqu/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
        ("/var/cache/nginx/", f"{folder}/"),
        ("/run/nginx.pid", f"{folder}/nginx.pid"),
    ):
        assert written in text
        text = text.replace(written, used)
    (folder / "nginx.conf").write_text(text, "utf-8")
    certificate = ["-keyout", "key.pem", "-out", "certificate.pem", "-subj", f"/CN={NAME}"]
    names = ["-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *certificate, *names], cwd=folder, check=True
    )
    user = "user root;" if os.geteuid() == 0 else ""  # the folder is for this user alone
    command = ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-g", f"daemon off; {user}"]
    process = subprocess.Popen(command)
    try:
        deadline = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                break
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.soak
def test_the_configuration_of_the_docs_serves_caches_and_limits(service, run_free_port, tmp_path):
    assert shutil.which("nginx"), "this test needs Debian's nginx"
    with nginx(service, run_free_port(), tmp_path) as url:
        trusted = ssl.create_default_context(cafile=tmp_path / "certificate.pem")
        with httpx.Client(base_url=url, headers={"Host": NAME}, verify=trusted, timeout=60) as client:
            first, again = client.get(ZONE), client.get(ZONE)
            time.sleep(2.5)
            confirmed = client.get(ZONE)
            caches = [answer.headers["x-cache"] for answer in (first, again, confirmed)]
            assert caches == ["MISS", "HIT", "REVALIDATED"]
            assert first.content == again.content == confirmed.content == httpx.get(f"{service}{ZONE}").content
            page = client.get(ZONE.partition("?")[0], headers={"Accept": "text/html"})
            assert page.headers["content-type"].startswith("text/html")
            assert f"https://{NAME}/" in client.get("/.well-known/void").text
            random = [client.get("/sparql", params={"query": "SELECT (RAND() AS ?n) {}"}).content for _ in range(2)]
            assert random[0] != random[1]
            assert client.get("/metrics").status_code == 403
            statuses = {client.get("/health").status_code for _ in range(300)}
            assert statuses == {200, 429}
