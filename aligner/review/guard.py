"""Who may talk to the page: this machine's browser, from the page itself, with the token.

The page shows confidential texts and writes decisions. Other sites that the browser has open, names
that somebody points at this machine (DNS rebinding), and other users of it are all kept out.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_MONTH = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a run of the page is opened and written to with.

    Attributes:
        token: in the address that the user is given, then in a cookie.
        form: in each form of the page.
    """

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    form: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def opens(self, given: str | None) -> bool:
        """Whether this is the token."""
        return hmac.compare_digest((given or "").encode(), self.token.encode())

    def writes(self, given: str | None) -> bool:
        """Whether this is what stands in the page's forms."""
        return hmac.compare_digest((given or "").encode(), self.form.encode())


class Guard:
    """Middleware: refuses what does not come from the page, and tells browsers what to forbid."""

    def __init__(self, app: ASGIApp, kept: Secrets, port: int) -> None:
        self._app = app
        self._secrets = kept
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        self._cookie = f"egiz-{port}"  # cookies of a machine are shared by all its ports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(k.encode(), v.encode()) for k, v in HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *own]
            await send(message)

        refused = self._answer(Request(scope))
        await (refused or self._app)(scope, receive, send_guarded)

    def _answer(self, request: Request) -> Response | None:
        """What is answered at once; None to let the request through."""
        if request.headers.get("host", "").lower() not in self._hosts:
            return PlainTextResponse("This address is not the page's own.", 421)
        if self._from_elsewhere(request):
            return PlainTextResponse("Other sites may not ask this page.", 403)
        if request.url.path.startswith("/static/"):
            return None
        given = request.query_params.get("token")
        if request.method == "GET" and given is not None and self._secrets.opens(given):
            answer = RedirectResponse("/", 303)
            answer.set_cookie(
                *(self._cookie, given), max_age=_MONTH, httponly=True, samesite="strict"
            )
            return answer
        if not self._secrets.opens(request.cookies.get(self._cookie)):
            return PlainTextResponse(
                "Open the page by the whole address that egiz review has printed.", 403
            )
        return None

    def _from_elsewhere(self, request: Request) -> bool:
        """Whether another site's page sent it; browsers tell by these two headers."""
        origin = request.headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in self._hosts}:
            return True
        if request.method not in ("GET", "HEAD") and origin is None:
            return True
        site = request.headers.get("sec-fetch-site", "same-origin")
        # A user may follow a link from elsewhere to the page (navigate); nothing else is allowed.
        navigates = request.method == "GET" and request.headers.get("sec-fetch-mode") == "navigate"
        return site not in ("same-origin", "none") and not navigates
