"""What the profile of OmegaT 3.6 says is what OmegaT does, and a repaired memory works in it."""

from pathlib import Path

import headless_omegat as omegat
import pytest

from tmx.checks import PROFILES, validate
from tmx.repair import RepairConfig, repair

pytestmark = pytest.mark.skipif(not omegat.OMEGAT, reason=omegat.INSTALL)

HEADER = (
    '<header creationtool="a" creationtoolversion="1" segtype="sentence" o-tmf="a" '
    'adminlang="en" srclang="kk" datatype="plaintext"/>'
)
OTHER = '<tu><tuv xml:lang="kk"><seg>Бір{}</seg></tuv><tuv xml:lang="ru"><seg>Один</seg></tuv></tu>'
TARGET = "Переведено."
SPOILT = object()  # OmegaT refuses the whole file


def memory(units: str, header: str = HEADER) -> str:
    return f'<tmx version="1.4">{header}<body>{units}</body></tmx>'


def unit(source: str, kk: str = 'xml:lang="kk"', ru: str = 'xml:lang="ru"', more: str = "") -> str:
    return f"<tu>{more}<tuv {kk}><seg>{source}</seg></tuv><tuv {ru}><seg>{TARGET}</seg></tuv></tu>"


# case: its code, what makes the memory of a sentence, the target or SPOILT, the target after repair
CASES = {
    "good": (None, lambda s: memory(unit(s)), TARGET, TARGET),
    "not well-formed": (102, lambda s: memory(f"{unit(s)}<tu><tuv></tu>"), SPOILT, TARGET),
    "control character": (
        103,
        lambda s: memory(unit(s) + OTHER.format("\x01")),
        SPOILT,
        TARGET,
    ),
    "bytes": (
        104,
        lambda s: memory(unit(s) + OTHER.format("?")).encode().replace(b"?<", b"\xff<"),
        SPOILT,
        TARGET,
    ),
    "reference": (105, lambda s: memory(unit(s) + OTHER.format("&#1;")), SPOILT, TARGET),
    "entity": (106, lambda s: memory(unit(s) + OTHER.format("&nbsp;")), SPOILT, TARGET),
    "bare sign": (107, lambda s: memory(unit(s) + OTHER.format("&")), SPOILT, TARGET),
    "cut off": (110, lambda s: memory(unit(s) + OTHER.format(""))[:-30], SPOILT, TARGET),
    "no srclang": (
        205,
        lambda s: memory(unit(s), header=HEADER.replace('srclang="kk"', "")),
        SPOILT,
        TARGET,
    ),
    "no language": (
        205,
        lambda s: memory(unit(s) + OTHER.format("").replace('xml:lang="ru"', "")),
        SPOILT,
        TARGET,
    ),
    "underscore": (
        304,
        lambda s: memory(unit(s, 'xml:lang="kk_KZ"', 'xml:lang="ru_RU"')),
        None,
        TARGET,
    ),
    "empty segment": (307, lambda s: memory(unit(s).replace(TARGET, "")), "", None),
    "property": (
        407,
        lambda s: memory(unit(s, more='<prop type="file">a.txt</prop>')),
        None,
        TARGET,
    ),
    "other source": (309, lambda s: memory(unit(s, 'xml:lang="de"')), None, None),
    "language twice": (
        316,
        lambda s: memory(
            unit(s).replace("</tu>", '<tuv xml:lang="ru"><seg>Второй.</seg></tuv></tu>')
        ),
        "Второй.",
        "Второй.",
    ),
}
SENTENCES = {name: f"Сөйлем {chr(0x430 + n)} осында." for n, name in enumerate(CASES)}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, omegat.Outcome]:
    """What OmegaT made of all the memories at once, before and after their repair."""
    folder = tmp_path_factory.mktemp("profiles")
    found = {}
    for state in ("as it is", "repaired"):
        memories = []
        for number, (name, (_, make, _, _)) in enumerate(CASES.items()):
            path = folder / f"{state[0]}{number}.tmx"
            text = make(SENTENCES[name])
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            if state == "repaired":
                repair(path, path, RepairConfig("omegat"))
            memories.append(path)
        (folder / state[0]).mkdir()
        sources = {f"{name}.txt": sentence for name, sentence in SENTENCES.items()}
        found[state] = omegat.translate(folder / state[0], sources, memories)
    return found


@pytest.mark.parametrize("name", CASES)
def test_what_omegat_does(outcomes: dict[str, omegat.Outcome], name: str) -> None:
    outcome = outcomes["as it is"]
    _, _, target, _ = CASES[name]
    number = [*CASES].index(name)
    refused = any(f"/a{number}.tmx" in line for line in outcome.complaints)
    assert refused == (target is SPOILT)
    expected = SENTENCES[name] if target in (SPOILT, None) else target
    assert outcome.targets[f"{name}.txt"].strip() == expected


@pytest.mark.parametrize("name", CASES)
def test_repaired_memories_work(outcomes: dict[str, omegat.Outcome], name: str) -> None:
    outcome = outcomes["repaired"]
    expected = CASES[name][3] or SENTENCES[name]
    assert not any("TF_TM_LOAD_ERROR" in line for line in outcome.complaints)
    assert outcome.targets[f"{name}.txt"].strip() == expected


@pytest.mark.parametrize("name", CASES)
def test_validate_says_so_before(tmp_path: Path, name: str) -> None:
    number, make, _, _ = CASES[name]
    path = tmp_path / "a.tmx"
    text = make(SENTENCES[name])
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    effects = {finding.number: finding.effect for finding in validate(path, "omegat")}
    assert number is None or effects.get(number)


def test_all_that_the_profile_says_is_tried() -> None:
    profile = PROFILES["omegat"]
    assert {number for number, *_ in CASES.values()} - {None} == {
        *profile.errors,
        *profile.warnings,
    }
