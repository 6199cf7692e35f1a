"""Files made to harm are refused, and reading them opens nothing else and fills no memory."""

import gzip
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tmx import TmxError, open_tmx
from tmx.checks import validate
from tmx.repair import repair

SECRET = "құпия-сөз-7291"  # noqa: S105
START = '<tmx version="1.4"><header srclang="kk"/><body>'
UNIT = '<tu><tuv xml:lang="kk"><seg>{}</seg></tuv></tu>'
END = "</body></tmx>"


def read(path: Path) -> list[str]:
    with open_tmx(path) as units:
        return [variant.text for unit in units for variant in unit.variants]


def laughs(count: int) -> str:
    return '<!ENTITY a0 "ха">' + "".join(
        f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, count)
    )


ENTITIES = {  # what is declared, and what refers to it
    "file in a segment": ('<!ENTITY a SYSTEM "file://{secret}">', UNIT.format("&a;")),
    "file in an attribute": ('<!ENTITY a SYSTEM "file://{secret}">', '<tu tuid="&a;"/>'),
    "file as parameter": ('<!ENTITY % a SYSTEM "file://{secret}"> %a;', UNIT.format("Қар")),
    "network": ('<!ENTITY a SYSTEM "http://127.0.0.1:9/a">', UNIT.format("&a;")),
    "billion laughs": (laughs(12), UNIT.format("&a11;")),
    "billion laughs in an attribute": (laughs(12), '<tu tuid="&a11;"/>'),
    "billion laughs not used": (laughs(12), UNIT.format("Қар")),
    "quadratic blow-up": (f'<!ENTITY a "{"ха" * 50_000}">', UNIT.format("&a;" * 50_000)),
    "loop": ('<!ENTITY a "&b;"><!ENTITY b "&a;">', UNIT.format("&a;")),
    "harmless": ('<!ENTITY a "Қазақстан">', UNIT.format("&a;")),
}


@pytest.mark.parametrize(("declared", "used"), ENTITIES.values(), ids=ENTITIES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_with_the_line(
    tmp_path: Path, declared: str, used: str, encoding: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    declared = declared.replace("{secret}", str(secret))
    path = tmp_path / "a.tmx"
    path.write_text(
        f'<?xml version="1.0"?>\n<!DOCTYPE tmx [\n\n{declared}]>\n{START}{used}{END}',
        encoding=encoding,
    )
    with pytest.raises(TmxError, match="declares XML entities") as caught:
        open_tmx(path)
    assert caught.value.line == 4
    assert SECRET not in str(caught.value)


def test_entities_used_in_the_root_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(f"<!DOCTYPE tmx [{laughs(12)}]>\n<tmx version='&a11;'><body/></tmx>")
    with pytest.raises(TmxError, match="declares XML entities"):
        open_tmx(path)


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE tmx SYSTEM "{dtd}">', '<!DOCTYPE tmx PUBLIC "-//X//Y" "{dtd}" [<!-- -->]>'],
)
def test_dtd_is_never_fetched(tmp_path: Path, doctype: str) -> None:
    dtd = tmp_path / "tmx14.dtd"
    dtd.write_text(f'<!ENTITY a "{SECRET}"><!ATTLIST tu tuid CDATA "{SECRET}">')
    path = tmp_path / "a.tmx"
    path.write_text(doctype.format(dtd=dtd) + START + UNIT.format("Қар") + END)
    with open_tmx(path) as units:
        assert next(units).tuid is None

    path.write_text(doctype.format(dtd=dtd) + START + UNIT.format("&a;") + END)
    with pytest.raises(TmxError, match="write the character itself"):
        read(path)


def test_inclusions_stay_text(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    include = f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/>'
    path = tmp_path / "a.tmx"
    path.write_text(START + UNIT.format(f"Қар{include}") + END)
    assert read(path) == ["Қар"]


@pytest.mark.parametrize("depth", [65, 100, 300, 3000])
def test_deep_nesting_is_refused(tmp_path: Path, depth: int) -> None:
    path = tmp_path / "a.tmx"
    nested = UNIT.format("<hi>" * depth + "Қар" + "</hi>" * depth)
    for unit in (nested, f"<tu>{'<own>' * (depth + 1)}{'</own>' * (depth + 1)}</tu>"):
        path.write_text(f"{START}{UNIT.format('а')}\n{unit}{END}")
        with pytest.raises(TmxError, match=r"deep|Excessive depth") as caught:
            read(path)
        assert (caught.value.line, caught.value.unit) == (2, 2)


def test_deep_nesting_that_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(START + UNIT.format("<hi>" * 64 + "Қар" + "</hi>" * 64) + END)
    assert read(path) == ["Қар"]


ENDLESS = {
    "a segment": (UNIT[:-18], "ха" * 500),
    "a comment": ("<!--", "ха" * 500),
    "inline elements": (UNIT[:-18], "<ph/>" * 100),
    "variants": ("<tu>", '<tuv xml:lang="kk"><seg>Қар</seg></tuv>' * 10),
    "white space": ("", "\n" * 1000),
    "a header": ("", "<prop/>" * 100),
}


@pytest.mark.parametrize(("start", "filling"), ENDLESS.values(), ids=ENDLESS)
def test_what_never_ends_is_refused(tmp_path: Path, start: str, filling: str) -> None:
    path = tmp_path / "a.tmx"
    before = "<tmx><header>" if filling.startswith("<prop") else START + UNIT.format("Қар")
    with path.open("w") as file:
        file.write(before + start)
        for _ in range(50_000_000 // len(filling.encode())):
            file.write(filling)
    with pytest.raises(TmxError, match=r"without a unit coming|Resource limit|too long") as caught:
        read(path)
    assert caught.value.path == str(path)


@pytest.mark.parametrize("packing", ["gzip", "zip"])
@pytest.mark.parametrize("filling", [" ", UNIT.format("Қар")], ids=["blank", "units"])
def test_bombs_are_refused(tmp_path: Path, packing: str, filling: str) -> None:
    path = tmp_path / "a.tmx"
    content = START.encode() + filling.encode() * (20_000_000 // len(filling.encode()))
    packed = io.BytesIO()
    if packing == "gzip":
        packed.write(gzip.compress(content))
    else:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.tmx", content)
    path.write_bytes(packed.getvalue())
    del content
    with pytest.raises(TmxError, match="more than 200 times its size"):
        read(path)


@pytest.mark.parametrize("name", ["../a.tmx", "/tmp/a.tmx", "x/../../a.tmx", "..\\a.tmx"])  # noqa: S108
def test_zip_that_names_a_file_outside(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "memory.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, START + UNIT.format("Қар") + END)
    with pytest.raises(TmxError, match="outside"):
        read(path)
    assert [*tmp_path.rglob("*.tmx")] == []


STATUS = Path("/proc/self/status")


@pytest.mark.skipif(not STATUS.exists(), reason="needs Linux to tell what memory a process takes")
def test_memory_stays_constant(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    program = (
        "import sys, tmx\n"
        "for unit in tmx.open_tmx(sys.argv[1]): pass\n"
        f"status = dict(line.split(':') for line in open({str(STATUS)!r}))\n"
        "print(status['VmHWM'].split()[0])\n"
    )
    peaks = []
    for count in (1_000, 100_000):
        path.write_text(START + "\n".join([UNIT.format("Қар жауды")] * count) + END)
        done = subprocess.run(
            [sys.executable, "-c", program, path], capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stdout))
    assert peaks[1] - peaks[0] < 10_000  # kilobytes; the whole tree would take some 70,000


def long_text(path: Path) -> None:
    with path.open("w") as file:
        file.write(START + UNIT.format("Қар") + UNIT[:-18])
        for _ in range(100):
            file.write("x" * 1_000_000)
        file.write(UNIT[-18:] + END)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.tmx", START + UNIT.format("Қар") * 2_000_000)


def outside(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../a.tmx", START + UNIT.format("Қар") + END)


HOSTILE = {
    "100 MB of text": long_text,
    "zip bomb": bomb,
    "zip that names a file outside": outside,
    "300 deep": lambda path: path.write_text(
        START + UNIT.format("<hi>" * 300 + "Қар" + "</hi>" * 300) + END
    ),
    "entities": lambda path: path.write_text(
        f"<!DOCTYPE tmx [{laughs(12)}]>{START}{UNIT.format('&a11;')}{END}"
    ),
    "quadratic": lambda path: path.write_text(
        f'<!DOCTYPE tmx [<!ENTITY a "{"ха" * 50_000}">]>{START}{UNIT.format("&a;" * 50_000)}{END}'
    ),
}
PROGRAM = f"""
import sys, tmx, tmx.checks, tmx.repair
path = sys.argv[2]
try:
    if sys.argv[1] == "read":
        for unit in tmx.open_tmx(path): pass
        print("read")
    elif sys.argv[1] == "validate":
        print(*(finding.code for finding in tmx.checks.validate(path)))
    else:
        print("lost", tmx.repair.repair(path, None).lost_units)
except tmx.TmxError as error:
    print("refused")
status = dict(line.split(":") for line in open({str(STATUS)!r}))
print(status["VmHWM"].split()[0])
"""


@pytest.mark.skipif(not STATUS.exists(), reason="needs Linux to tell what memory a process takes")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.tmx"
    HOSTILE[name](path)
    told = {}
    for action in ("read", "validate", "repair"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, action, path],
            capture_output=True,
            text=True,
            check=True,
        )
        told[action], peak = done.stdout.splitlines()
        assert int(peak) < 200_000  # kilobytes
    assert told["read"] == "refused"
    assert {"E101", "E102", "E108", "E109"} & set(told["validate"].split())
    assert told["repair"] in ("refused", "lost 1")
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("element", ["tu", "header"])
def test_more_attributes_than_a_parser_can_take_are_refused(tmp_path: Path, element: str) -> None:
    path = tmp_path / "a.tmx"
    many = "".join(f' a{number}="b"' for number in range(2000))
    text = START + "\n" + UNIT.format("Қар") + END
    path.write_text(text.replace(f"<{element}", f"<{element}{many}", 1))
    with pytest.raises(TmxError, match="an element has more than 1,000 attributes") as caught:
        read(path)
    assert caught.value.line == (2 if element == "tu" else 1)
    assert any("1,000 attributes" in finding.what for finding in validate(path))


MANY = {  # each took the square of its length once: minutes for this much, hours for a real attack
    "comments without end": "<!-- " * 50_000,
    "comments and bare signs": UNIT.format("<!---->&" * 20_000),
    "control characters": UNIT.format("\x01" * 100_000),
    "variants": "<tu>" + '<tuv xml:lang="kk"><seg>Қар</seg></tuv>' * 10_000 + "</tu>",
    "accents": UNIT.format("a" + "\u0306\u0323" * 100_000),
}


@pytest.mark.parametrize("text", MANY.values(), ids=MANY)
def test_much_of_what_is_wrong_is_told_and_mended(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(START + UNIT.format("Қар") + text + END, encoding="utf-8")
    assert any(finding.code.startswith(("E", "W")) for finding in validate(path))
    assert repair(path, tmp_path / "b.tmx").units >= 1
    assert read(tmp_path / "b.tmx")[0] == "Қар"
