"""`benchmarks/quality.py`: sets are known by their layout, and their figures are those of a run."""

from itertools import pairwise

import pytest
import quality
from moved import move_paragraphs, moved_counts

from aligner.evaluation import Counts

BEADS = [
    ("Талды ауылында жаңа кітапхана ашылды.", "В селе Талды открылась новая библиотека."),
    ("Оған 340 млн теңге жұмсалды.", "На неё потратили 340 млн тенге."),
    ("Оқу залында 80 орын бар.", "В читальном зале 80 мест."),
    ("Жексенбі сайын балаларға ертегі оқиды.", "По воскресеньям детям читают сказки."),
    ("Төбесіне күн панельдері орнатылған.", "На крыше стоят солнечные панели."),
    ("Келесі жылы көрші ауылда да салынады.", "В следующем году построят и в соседнем селе."),
]
LINES = ["".join(f"{bead[side]}\n" for bead in BEADS) for side in (0, 1)]
TEXTS = [" ".join(bead[side] for bead in BEADS) for side in (0, 1)]
LADDER = "".join(f"[{n}]:[{n}]\n" for n in range(len(BEADS)))

SETS = {
    "ladder": ("ladder", {"00.kk": LINES[0], "00.ru": LINES[1], "00.gold": LADDER}),
    "joined": ("ladder", {"dev.kk": LINES[0], "dev.ru": LINES[1], "dev.kkru": LADDER}),
    "raw": (
        "text",
        {
            "00.kk.txt": TEXTS[0],
            "00.ru.txt": TEXTS[1],
            "00.gold.tsv": "".join(f"{a}\t{b}\n" for a, b in BEADS),
        },
    ),
    "news": (
        "comparable",
        {
            "kk.txt": LINES[0],
            "ru.txt": LINES[1],
            "gold.tsv": "".join(f"{n}\t{n}\ttranslation\n" for n in range(len(BEADS))),
        },
    ),
    "mine": ("pool", {"kk.txt": LINES[0], "ru.txt": LINES[1], "gold.tsv": "0\t0\n"}),
    "pages": ("pages", {"a.kk.txt": "", "b.ru.txt": "", "links.tsv": "a.kk.txt\tb.ru.txt\n"}),
    "other": (None, {"README.md": "", "00.kk": "", "00.ru": ""}),
}


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sets")
    for name, (_, files) in SETS.items():
        (folder / name).mkdir()
        for file, text in files.items():
            (folder / name / file).write_text(text, encoding="utf-8")
    return folder


def test_sets_are_known_by_their_layout(sets):
    found = [(folder.name, kind) for folder, kind in quality.find_sets([sets], [])]
    assert sorted(found) == sorted(
        [(name, kind) for name, (kind, _) in SETS.items() if kind]
        + [(name, "moved") for name in ("ladder", "joined")]
    )


def test_sets_are_chosen_by_name_and_kind(sets):
    found = [(folder.name, kind) for folder, kind in quality.find_sets([sets], ["raw", "moved"])]
    assert found == [("joined", "moved"), ("ladder", "moved"), ("raw", "text")]
    assert [folder for folder, _ in quality.find_sets([sets / "raw"], [])] == [sets / "raw"]


def test_several_ladders_are_held_against_each_other_too(tmp_path):
    for name in ("00", "01"):
        (tmp_path / f"{name}.kk").write_text(LINES[0], encoding="utf-8")
        (tmp_path / f"{name}.ru").write_text(LINES[1], encoding="utf-8")
        (tmp_path / f"{name}.gold").write_text(LADDER, encoding="utf-8")
    assert quality.kinds_of(tmp_path) == ("ladder", "moved", "unrelated")


def test_a_ladder_too_short_to_move_paragraphs_in_is_told(sets, encoder):
    with pytest.raises(quality.AlignerError, match="too short"):
        list(quality.rows_of(sets / "ladder", "moved", encoder))


GOLD = [((n,), (n + 1,)) for n in range(99)]  # 100 target sentences; the first has no twin


def test_paragraphs_are_moved_and_nothing_is_lost():
    changed = move_paragraphs(GOLD, 100, "a")
    assert sorted(changed.order) == list(range(100))
    assert changed == move_paragraphs(GOLD, 100, "a") != move_paragraphs(GOLD, 100, "b")
    assert 12 <= len(changed.rungs) <= 18
    for (source,), (target,) in changed.rungs:
        assert changed.order[target] == source + 1
    breaks = sum(after != before + 1 for before, after in pairwise(changed.order))
    assert breaks == 9  # of each paragraph: one where it stood, two where it stands


def test_what_is_found_of_the_moved_sentences():
    changed = move_paragraphs(GOLD, 100, "a")
    (source, target), (_, elsewhere) = changed.rungs[0], changed.rungs[-1]
    right = range(source[0], source[0] + 1), range(target[0], target[0] + 1)
    wrong = right[0], range(elsewhere[0], elsewhere[0] + 1)
    size = 2 * len(changed.rungs)
    assert moved_counts([right], changed) == Counts(1, 1, 2, size)
    assert moved_counts([wrong], changed) == Counts(0, 1, 0, size)
    assert moved_counts([], changed) == Counts(0, 0, 0, size)


@pytest.mark.parametrize("name", ["ladder", "joined", "raw", "news"])
def test_an_easy_set_is_done_well(sets, encoder, name):
    kind = SETS[name][0]
    first, *rest = quality.rows_of(sets / name, kind, encoder)
    measures = {"ladder": ["strict", "lax"], "text": ["units"], "comparable": ["pairs"]}
    assert [row.measure for row in (first, *rest)] == measures[kind]
    assert first.f1 > 0.8
    assert first.embedded == 1
    assert 0 <= first.ece < 0.5
    assert all(row.ece is row.embedded is None for row in rest)


def test_a_command_that_fails_is_told(tmp_path):
    with pytest.raises(quality.AlignerError, match="egiz align ended with 1 and said: "):
        quality.egiz("align", tmp_path / "no.txt", "-o", tmp_path / "out.tmx")
