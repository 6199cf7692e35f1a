"""`benchmarks/quality.py`: sets are known by their layout, and their figures are those of a run."""

import pytest
import quality

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
    found = {folder.name: kind for folder, kind in quality.find_sets([sets], [])}
    assert found == {name: kind for name, (kind, _) in SETS.items() if kind}


def test_sets_are_chosen_by_name_and_kind(sets):
    found = [folder.name for folder, _ in quality.find_sets([sets], ["ladder", "raw"])]
    assert found == ["joined", "ladder", "raw"]
    assert [folder for folder, _ in quality.find_sets([sets / "raw"], [])] == [sets / "raw"]


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
