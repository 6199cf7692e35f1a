"""Expressions that say which units to keep, such as ``score >= 0.8 and text(ru) ~ "Баку"``.

They are read by this module's own parser; nothing in them is ever run as Python. A comparison
holds if it holds for one of the values that the unit has; ``!=`` and ``!~`` hold if ``=`` and ``~``
do not.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NoReturn, TypeAlias

from tmx.errors import TmxError
from tmx.model import TranslationUnit
from tmx.tools.fields import FIELDS, Asked, Kind, Value
from tmx.tools.scores import SCORE_PROPS

MAX_LENGTH = 10_000
MAX_DEPTH = 50

_TOKEN = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2}(?![\w-]))"
    r"|(?P<number>\d+(?:\.\d+)?(?![\w.]))"
    r"|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<name>[A-Za-z]\w*(?:-\w+)*)"
    r"|(?P<sign><=|>=|!=|!~|[=<>~(),])"
)
_SPACE = re.compile(r"\s*")
_WORDS = frozenset({"and", "or", "not", "in", "is", "contains", "missing"})

_Test: TypeAlias = Callable[[Asked], bool]
_ORDERS: dict[str, Callable[[Value, Value], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class ExpressionError(TmxError):
    """What is wrong with an expression, and where in it.

    Attributes:
        column: the place, from 1.
    """

    def __init__(self, message: str, text: str, at: int) -> None:
        line = text.replace("\n", " ").replace("\t", " ")
        super().__init__(f"{message}\n  {line}\n  {' ' * at}^")
        self.column = at + 1


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression, ready to be asked.

    Attributes:
        text: as it was written.
    """

    text: str
    _test: _Test
    _score_props: tuple[str, ...]

    def holds(self, unit: TranslationUnit, srclang: str) -> bool:
        """Tell whether it holds for a unit of a memory in this source language."""
        return self._test(Asked(unit, srclang, self._score_props))


def parse_expression(text: str, score_props: tuple[str, ...] = SCORE_PROPS) -> Expression:
    """Read an expression.

    Args:
        text: the expression; at most `MAX_LENGTH` characters and `MAX_DEPTH` brackets deep.
        score_props: the properties that ``score`` stands for.

    Raises:
        ExpressionError: what is wrong, with the place marked.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression is longer than {MAX_LENGTH} characters", "", 0)
    return Expression(text, _Parser(text).parse(), score_props)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # a group of _TOKEN, or "end"
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class _Operand:
    kind: Kind
    get: Callable[[Asked], list[Value]]
    token: _Token
    constant: Value | None = None


class _Parser:
    """Recursive descent: or, and, not, comparison."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._cut())
        self._at = 0
        self._depth = 0

    def parse(self) -> _Test:
        test = self._any()
        if self._token.kind != "end":
            self._fail("here the expression should end, or go on with and / or")
        return test

    def _cut(self) -> Iterator[_Token]:
        at = _SPACE.match(self._text).end()  # type: ignore[union-attr]  # matches anything
        while at < len(self._text):
            match = _TOKEN.match(self._text, at)
            if match is None or match.lastgroup is None:
                if self._text[at] == '"':
                    raise ExpressionError("this text has no closing quote", self._text, at)
                raise ExpressionError(
                    'this cannot be read; texts stand in quotes ("…")', self._text, at
                )
            yield _Token(match.lastgroup, match.group(), at)
            at = _SPACE.match(self._text, match.end()).end()  # type: ignore[union-attr]
        yield _Token("end", "", len(self._text))

    @property
    def _token(self) -> _Token:
        return self._tokens[self._at]

    def _fail(self, message: str, token: _Token | None = None) -> NoReturn:
        raise ExpressionError(message, self._text, (token or self._token).at)

    def _take(self) -> _Token:
        token = self._token
        self._at += token.kind != "end"
        return token

    def _took(self, *texts: str) -> bool:
        """Take the next token if it is one of these words or signs."""
        token = self._token
        if token.kind in ("name", "sign") and token.text in texts:
            self._at += 1
            return True
        return False

    def _any(self) -> _Test:
        tests = [self._all()]
        while self._took("or"):
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda asked: any(t(asked) for t in tests)

    def _all(self) -> _Test:
        tests = [self._one()]
        while self._took("and"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda asked: all(t(asked) for t in tests)

    def _one(self) -> _Test:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail(f"brackets or nots are nested more than {MAX_DEPTH} deep")
        if self._took("not"):
            inner = self._one()
            test: _Test = lambda asked: not inner(asked)  # noqa: E731
        elif self._took("("):
            test = self._any()
            if not self._took(")"):
                self._fail("here a closing bracket is missing")
        else:
            test = self._comparison()
        self._depth -= 1
        return test

    def _comparison(self) -> _Test:
        left = self._operand()
        if self._took("is"):
            negated = self._took("not")
            if not self._took("missing"):
                self._fail("here missing is wanted: is missing, is not missing")
            return lambda asked: bool(left.get(asked)) is negated
        if self._took("in"):
            return self._among(left)
        sign = self._take()
        if sign.text in ("~", "!~") and sign.kind == "sign":
            return self._negated(sign, self._matches(left, self._pattern()))
        if sign.text == "contains" and sign.kind == "name":
            return self._contains(left)
        if sign.kind != "sign" or sign.text.removeprefix("!") not in _ORDERS:
            self._fail("here a comparison is wanted: = != < <= > >= ~ !~ contains, in, is", sign)
        right = self._same_kind(left, self._operand())
        if left.kind is Kind.TEXT and sign.text not in ("=", "!="):
            self._fail("texts are compared with =, !=, ~, !~ or contains", sign)
        order = _ORDERS[sign.text.removeprefix("!")]
        return self._negated(
            sign, lambda asked: any(order(a, b) for a in left.get(asked) for b in right.get(asked))
        )

    def _negated(self, sign: _Token, test: _Test) -> _Test:
        return (lambda asked: not test(asked)) if sign.text.startswith("!") else test

    def _among(self, left: _Operand) -> _Test:
        if not self._took("("):
            self._fail('here a list in brackets is wanted: in ("a", "b")')
        wanted = set()
        while True:
            wanted.add(self._constant(self._same_kind(left, self._operand())))
            if self._took(")"):
                return lambda asked: not wanted.isdisjoint(left.get(asked))
            if not self._took(","):
                self._fail("here a comma or a closing bracket is missing")

    def _contains(self, left: _Operand) -> _Test:
        wanted = str(self._constant(self._text_operand(self._operand()))).casefold()
        self._text_operand(left)
        return lambda asked: any(wanted in str(value).casefold() for value in left.get(asked))

    def _pattern(self) -> re.Pattern[str]:
        operand = self._text_operand(self._operand())
        try:
            return re.compile(str(self._constant(operand)))
        except re.error as error:
            at = operand.token.at + 1 + (error.pos or 0)
            raise ExpressionError(
                f"this is no regular expression ({error.msg})", self._text, at
            ) from None

    def _matches(self, left: _Operand, pattern: re.Pattern[str]) -> _Test:
        self._text_operand(left)
        return lambda asked: any(pattern.search(str(value)) for value in left.get(asked))

    def _text_operand(self, operand: _Operand) -> _Operand:
        if operand.kind is not Kind.TEXT:
            self._fail(f"here a text is wanted, and this is a {operand.kind}", operand.token)
        return operand

    def _same_kind(self, left: _Operand, right: _Operand) -> _Operand:
        if right.kind is not left.kind:
            self._fail(
                f"a {left.kind} cannot be compared with a {right.kind}; here a {left.kind} is "
                "wanted",
                right.token,
            )
        return right

    def _constant(self, operand: _Operand) -> Value:
        if operand.constant is None:
            self._fail(f"here a {operand.kind} itself is wanted, not a name", operand.token)
        return operand.constant

    def _operand(self) -> _Operand:
        token = self._take()
        if token.kind == "number":
            return _constant_operand(Kind.NUMBER, float(token.text), token)
        if token.kind == "text":
            return _constant_operand(Kind.TEXT, token.text[1:-1].replace('""', '"'), token)
        if token.kind == "date":
            try:
                return _constant_operand(Kind.DATE, date.fromisoformat(token.text), token)
            except ValueError:
                self._fail("there is no such day", token)
        if token.kind != "name" or token.text in _WORDS:
            self._fail("here a name or a value is wanted, such as score or 0.8", token)
        return self._field(token)

    def _field(self, token: _Token) -> _Operand:
        field = FIELDS.get(token.text)
        if field is None:
            self._fail(f"there is no {token.text!r}; known: {', '.join(FIELDS)}", token)
        argument = ""
        if field.argument != "no" and self._took("("):
            given = self._take()
            if given.kind not in ("name", "text"):
                self._fail("here a language or a name is wanted, such as kk", given)
            argument = given.text if given.kind == "name" else given.text[1:-1]
            if not self._took(")"):
                self._fail("here a closing bracket is missing")
        elif field.argument == "must":
            self._fail(f"{token.text} wants to know of what: {field.help}")
        get = field.get
        return _Operand(field.kind, lambda asked: list(get(asked, argument)), token)


def _constant_operand(kind: Kind, value: Value, token: _Token) -> _Operand:
    values = [value]
    return _Operand(kind, lambda _: values, token, value)
