"""Who may talk to the page: requests as other sites, rebound names and other users would send."""

import re
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from serving import serving
from stores import road_store

from aligner.review.guard import HEADERS
from corpora.store import Store

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """One page for all: what is refused changes nothing."""
    with serving(road_store(tmp_path_factory.mktemp("road")), "Айгерім") as page:
        yield page


@pytest.fixture
def ask(served):
    """Sends a request with the page's own headers, but for what is given; None leaves one out."""

    def send(method="GET", path="/", body=None, **changes):
        headers = {
            "Host": f"127.0.0.1:{served.port}",
            "Cookie": f"egiz-{served.port}={served.token}",
            "Origin": served.origin if method == "POST" else None,
            "Content-Type": FORM if method == "POST" else None,
        } | {name.replace("_", "-"): value for name, value in changes.items()}
        connection = HTTPConnection("127.0.0.1", served.port, timeout=20)
        connection.request(
            method, path, body, {name: value for name, value in headers.items() if value}
        )
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        return answer

    return send


def fields(page, **more):
    """The fields that a form of the page sends."""
    found = dict(re.findall(r'name="(form|bead|version|last|newest)" value="([^"]*)"', page))
    return urlencode(found | {"action": "accept"} | more)


def decided(served):
    with Store.open(served.store) as store:
        return len(store.decisions())


def test_the_page_answers_its_own(ask, served):
    page = ask()
    assert page.status == 200
    assert {name: page.headers[name] for name in HEADERS} == HEADERS
    before = decided(served)
    assert ask("POST", "/decide", fields(page.text)).status == 303
    assert decided(served) == before + 1


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil:80"])
def test_other_names_for_this_machine_are_refused(ask, host):
    assert ask(Host=host).status == 421
    assert ask(path="/static/review.js", Host=host).status == 421


@pytest.mark.parametrize(
    "changes",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": None},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_other_sites_cannot_write(ask, served, changes):
    before = decided(served)
    body = fields(ask().text)
    assert ask("POST", "/decide", body, **changes).status == 403
    assert decided(served) == before


@pytest.mark.parametrize("path", ["/", "/state?bead=1", "/export.tmx?what=accepted"])
def test_other_sites_and_users_cannot_read(ask, path):
    assert ask(path=path, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors").status == 403
    assert ask(path=path, Origin="http://evil.example").status == 403
    for cookie in (None, "egiz-1=x", "egiz=", "a" * 5000):
        refused = ask(path=path, Cookie=cookie)
        assert refused.status == 403
        assert "Жөндеу" not in refused.text


def test_a_wrong_token_opens_nothing(ask, served):
    assert ask(path="/?token=wrong", Cookie=None).status == 403
    opened = ask(path=f"/?token={served.token}", Cookie=None)
    assert opened.status == 303
    assert opened.headers["location"] == "/"
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        ("action=accept&bead=1&version=1&last=0&newest=9", {}),
        ("form=wrong&action=accept&bead=1&version=1&last=0&newest=9", {}),
        ("form=" + "x" * 300_000, {}),
        ('{"action": "accept"}', {"Content_Type": "application/json"}),
        ("&".join(f"a{n}=1" for n in range(100)), {}),
    ],
)
def test_forms_that_are_not_the_pages_write_nothing(ask, served, body, changes):
    before = decided(served)
    for path in ("/decide", "/realign"):
        assert ask("POST", path, body, **changes).status == 403
    assert decided(served) == before


@pytest.mark.parametrize(
    "more",
    [
        {"action": "drop"},
        {"bead": "x"},
        {"version": "-1"},
        {"newest": "9" * 40},
        {"action": "class", "kind": "' OR 1"},
        {"action": "pair", "source": "99", "target": "99"},
        {"action": "redo"},
    ],
)
def test_what_makes_no_sense_is_told(ask, served, more):
    before = decided(served)
    answer = ask("POST", "/decide", fields(ask().text, **more))
    assert answer.status == 422
    assert 'role="alert"' in answer.text
    assert decided(served) == before


def test_a_bead_that_is_gone_is_stale(ask, served):
    before = decided(served)
    assert ask("POST", "/decide", fields(ask().text, bead="99999")).status == 409
    assert decided(served) == before


def test_nothing_else_is_served(ask):
    for path in ("/static/../../pyproject.toml", "/static/review.html", "/static/x", "/docs"):
        assert ask(path=path).status == 404
    assert ask("POST", "/", "").status == 405
    assert ask(path="/decide").status == 405
