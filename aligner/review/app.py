"""The page: addresses, and what is answered. Everything it shows is made on this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from corpora.store import StaleError, Store, StoreError

from ..errors import AlignerError
from ..inspection.messages import LANGUAGES, Messages, messages
from ..inspection.templates import SIGNS, asset, environment
from .actions import ActionError
from .deciding import decide
from .guard import Guard, Secrets
from .queue import Order, Theme, Wanted
from .realign import realign
from .theming import find_themes
from .workbench import Asked, last_decision, workbench

_LARGEST_FORM = 200_000
_TYPES = {"review.js": "text/javascript; charset=utf-8", "review.css": "text/css; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Of a run of the page.

    Attributes:
        store: its file.
        who: the reviewer.
        port: where it is served.
        language: of the page's words, where the browser wishes for none that it has.
        kept: token and form secret.
    """

    store: Path
    who: str
    port: int
    language: str = "en"
    kept: Secrets = field(default_factory=Secrets)


def make_app(settings: Settings) -> Starlette:
    """The application; whoever runs it binds it to the loopback interface."""
    page = _Page(settings)
    return Starlette(
        routes=[
            Route("/", page.show),
            Route("/decide", page.decide, methods=["POST"]),
            Route("/realign", page.realign, methods=["POST"]),
            Route("/state", page.state),
            Route("/export.tmx", page.export),
            Route("/static/{name}", page.static),
        ],
        exception_handlers={StoreError: _unusable},
        middleware=[Middleware(Guard, kept=settings.kept, port=settings.port)],
    )


class _Page:
    """The answers. Each request opens the store for itself, which takes a millisecond."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # While one is open, closing another does not make SQLite tidy up the whole file.
        self._kept_open = Store.open(settings.store)
        self._themes: tuple[Theme, ...] = ()
        self._template = environment("review").get_template("review.html")

    @contextmanager
    def _store(self) -> Iterator[Store]:
        with Store.open(self._settings.store) as store:
            store.command = "egiz review"
            yield store

    def show(self, request: Request) -> Response:
        """The workbench."""
        values = dict(request.query_params)
        answer = self._render(request, _asked(values), said=values.get("said", ""))
        chosen = values.get("language", "")
        if chosen in LANGUAGES:
            answer.set_cookie("egiz-language", chosen, max_age=10**8, samesite="strict")
        return answer

    async def decide(self, request: Request) -> Response:
        """One decision: saved, then on to the next bead."""
        values = await _form(request)
        if values is None or not self._settings.kept.writes(values.get("form")):
            return PlainTextResponse("This form is not the page's.", 403)
        return await run_in_threadpool(self._decide, request, values)

    def _decide(self, request: Request, values: Mapping[str, str]) -> Response:
        asked = _asked(values)
        action = values.get("action", "")
        try:
            with self._store() as store:
                done = decide(store, values, self._settings.who)
        except StaleError:
            # What was typed is shown again, so that nothing is lost.
            return self._render(request, asked, status=409, problem="stale", typed=values)
        except ActionError as error:
            return self._render(request, asked, status=422, problem=str(error), typed=values)
        except StoreError as error:
            return self._render(
                request, asked, status=503, problem="store", detail=str(error), typed=values
            )
        following = done.bead or _number(values.get("next"))
        return RedirectResponse(asked.address(bead=following or "", similar="", said=action), 303)

    async def realign(self, request: Request) -> Response:
        """The stretch around a bead, aligned anew between the decisions around it."""
        values = await _form(request)
        if values is None or not self._settings.kept.writes(values.get("form")):
            return PlainTextResponse("This form is not the page's.", 403)
        return await run_in_threadpool(self._realign, request, values)

    def _realign(self, request: Request, values: Mapping[str, str]) -> Response:
        asked = _asked(values)
        try:
            bead = realign(self._settings.store, asked.bead or 0, self._settings.who)
        except StaleError:
            return self._render(request, asked, status=409, problem="stale")
        except ActionError as error:
            return self._render(request, asked, status=422, problem=str(error))
        except (AlignerError, StoreError) as error:
            return self._render(request, asked, status=503, problem="store", detail=str(error))
        return RedirectResponse(asked.address(bead=bead or "", said="realign"), 303)

    def state(self, request: Request) -> Response:
        """Whether what a page shows is still so: asked by the page itself now and then."""
        number = _number(request.query_params.get("bead")) or 0
        with self._store() as store:
            row = store.database.row("SELECT version, decided_by FROM bead WHERE id = ?", (number,))
            return JSONResponse(
                {
                    "last": last_decision(store),
                    "version": row["version"] if row else None,
                    "by": row["decided_by"] if row else "",
                }
            )

    def export(self, request: Request) -> Response:
        """The memory, as a file to keep."""
        from ..bead import BeadClass
        from ..corpus.export import ExportOptions, export

        unread = request.query_params.get("what") == "all"
        kinds = frozenset({BeadClass.TRANSLATION} if unread else BeadClass)
        with self._store() as store, tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "memory.tmx")
            export(store, path, ExportOptions(kinds=kinds, accepted_only=not unread))
            return Response(
                path.read_bytes(),
                media_type="application/octet-stream",
                headers={"content-disposition": 'attachment; filename="memory.tmx"'},
            )

    def static(self, request: Request) -> Response:
        """Script and style."""
        name = request.path_params["name"]
        if name not in _TYPES:
            return PlainTextResponse("There is no such file.", 404)
        return Response(asset("review", name), media_type=_TYPES[name])

    def _render(
        self,
        request: Request,
        asked: Asked,
        *,
        status: int = 200,
        said: str = "",
        problem: str = "",
        detail: str = "",
        typed: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        t = self._messages(request)
        wants_themes = asked.wanted.order is Order.TOPIC or asked.wanted.topic
        if wants_themes and not self._themes:
            # Once a run: new documents do not change it until the page is started anew.
            self._themes = find_themes(self._settings.store) or ()
        if wants_themes and not self._themes:
            asked = replace(asked, wanted=replace(asked.wanted, order=Order.DOCUMENT, topic=""))
            problem = problem or "no-themes"
        with self._store() as store:
            shown = workbench(store, asked, self._settings.who, self._themes)
            sides = store.languages
        problem = problem or ("gone" if shown.gone else "")
        text = self._template.render(
            t=t,
            languages=LANGUAGES,
            of=self._settings.store.name,
            sides=sides,
            who=self._settings.who,
            form=self._settings.kept.form,
            orders=list(Order),
            themes=self._themes,
            reasons=list(messages("en").section("reason").items()),
            signs=SIGNS,
            bench=shown,
            asked=shown.asked,
            focus=shown.focus,
            said=said if f"said.{said}" in t.texts else "",
            problem=problem if f"error.{problem}" in t.texts else ("action" if problem else ""),
            detail=detail,
            typed=typed or {},
        )
        return HTMLResponse(text, status)

    def _messages(self, request: Request) -> Messages:
        """In the language chosen on the page, else one that the browser wishes for."""
        wishes = [request.query_params.get("language"), request.cookies.get("egiz-language")]
        accepted = request.headers.get("accept-language", "")
        wishes += [wish.split(";")[0].strip().split("-")[0] for wish in accepted.split(",")]
        for wish in wishes:
            if wish in LANGUAGES:
                return messages(wish)
        return messages(self._settings.language)


def _unusable(_request: Request, error: Exception) -> Response:
    """What is told where the store cannot even be read."""
    return PlainTextResponse(str(error), 503)


def _asked(values: Mapping[str, str]) -> Asked:
    return Asked(
        wanted=Wanted.of(values),
        bead=_number(values.get("bead")),
        page=_number(values.get("page")) or 0,
        similar=values.get("similar") == "1",
    )


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a form; None where it is too large or none."""
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind != "application/x-www-form-urlencoded":
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST_FORM:
            return None
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=60)
    except ValueError:
        return None
    return dict(fields)


def _number(text: str | None) -> int | None:
    if text and text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    return None
