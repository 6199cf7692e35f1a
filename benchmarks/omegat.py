"""How much of real text OmegaT fills by itself: with its own sentence rules, and with ours.

    python benchmarks/omegat.py TEXT…

A unit for each sentence, cut as `egiz align` cuts, goes into the memory of a project that
`egiz tmx omegat` makes. OmegaT translates the project without its window, once with the rules
that the project brings and once without them. Texts are plain, a paragraph a line, in Kazakh
unless their names say otherwise (`NAME.ru`, `NAME.ru.txt`). Needs OmegaT (apt-get install omegat).
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from corpora.split import split_sentences
from tmx import Header, Prop, Segment, TranslationUnit, Variant, write_tmx
from tmx.omegat.project import make_project

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "tmx"))
import headless_omegat as omegat

_FILLED = re.compile(r"⟦(\d+)⟧")
_RULES = ("segmentation.conf", "segmentation.srx")


def language_of(path: Path) -> str:
    """The language that the name of a text tells."""
    return "ru" if "ru" in path.name.split(".")[1:] else "kk"


def filled(paths: list[Path], language: str, *, our_rules: bool) -> tuple[int, int]:
    """Let OmegaT translate texts; return how many sentences it filled, and how many there are."""
    numbers: dict[str, int] = {}
    total = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = []
        for number, path in enumerate(paths):
            paragraphs = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
            paragraphs = [paragraph for paragraph in paragraphs if paragraph]
            for paragraph in paragraphs:
                for span in split_sentences(paragraph, language):
                    numbers.setdefault(paragraph[span.start : span.end], len(numbers))
                    total += 1
            documents.append(folder / f"{number}.utf8")
            documents[-1].write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
        target = "ru" if language == "kk" else "kk"
        units = (
            TranslationUnit(
                (
                    Variant(language, Segment.of(sentence)),
                    Variant(target, Segment.of(f"⟦{number}⟧")),
                ),
                props=(Prop("x-score", "1"),),
            )
            for sentence, number in numbers.items()
        )
        write_tmx(folder / "memory.tmx", Header(language), units)
        project, settings = folder / "project", folder / "settings"
        make_project(folder / "memory.tmx", project, documents)
        settings.mkdir()
        if not our_rules:
            for rules in _RULES:
                (project / "omegat" / rules).unlink()
        outcome = omegat.run(project, settings, timeout=1800)
    return sum(len(_FILLED.findall(text)) for text in outcome.targets.values()), total


def main() -> None:
    """Measure each text, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", nargs="+", type=Path)
    given = parser.parse_args()
    if not omegat.OMEGAT:
        sys.exit(f"OmegaT is not there: {omegat.INSTALL}")
    print(f"{'':32} {'sentences':>9} {'own rules':>10} {'ours':>7}")
    for language in ("kk", "ru"):
        paths = [path for path in given.texts if language_of(path) == language]
        if not paths:
            continue
        without, total = filled(paths, language, our_rules=False)
        with_, _ = filled(paths, language, our_rules=True)
        name = f"{language}: {len(paths)} texts"
        print(f"{name:32} {total:9,} {without / total:10.1%} {with_ / total:7.1%}", flush=True)


if __name__ == "__main__":
    main()
