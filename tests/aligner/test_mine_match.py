"""`egiz mine` and `egiz match` on pools and pages made of the samples."""

import csv
import random
from functools import partial

import pytest
from places import SAMPLES
from test_samples import gold

from aligner import matching, mining
from aligner.search import nearest_both_ways


def links(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file, delimiter="\t")]


@pytest.fixture(scope="module")
def pools(tmp_path_factory):
    """Sentences of the samples, of which two in five have a twin; and where the twins stand."""
    folder = tmp_path_factory.mktemp("pools")
    rows = [row for row in gold("pairs") if row["class"] == "translation"]
    chance = random.Random(4)
    chance.shuffle(rows)
    sides = {"kk": [], "ru": []}
    for number, row in enumerate(rows):
        for side in (("kk", "ru"), ("kk",), ("ru",), ("kk", "ru"), ("kk",))[number % 5]:
            sides[side].append(row)
    files = []
    for side, chosen in sides.items():
        chance.shuffle(chosen)
        path = folder / f"{side}.txt"
        path.write_text("\n".join(row[side] for row in chosen), encoding="utf-8")
        files.append(path)
    twins = {
        (i, j)
        for i, row in enumerate(sides["kk"])
        for j, other in enumerate(sides["ru"])
        if row is other
    }
    return files, twins


def test_twins_are_mined(egiz, pools, tmp_path):
    files, twins = pools
    output = tmp_path / "pairs.tsv"
    result = egiz("mine", *files, "-o", output)
    assert result.exit_code == 0
    assert f"written to {output}" in result.stdout
    rows = links(output)
    found = {(int(i), int(j)) for i, j, _ in rows}
    assert len(found) == len(rows)
    for side in (0, 1):
        assert len({pair[side] for pair in found}) == len(found)
    confidences = [float(confidence) for *_, confidence in rows]
    assert confidences == sorted(confidences, reverse=True)
    assert 2 * len(found & twins) / (len(found) + len(twins)) >= 0.9


def test_how_large_pools_were_searched_is_told(egiz, pools, tmp_path, monkeypatch):
    """The bound from which on an index is asked is put low; these pools are small."""
    files, _ = pools
    outputs = tmp_path / "exact.tsv", tmp_path / "index.tsv"
    assert "searched" not in egiz("mine", *files, "-o", outputs[0]).stdout
    for module in (mining, matching):
        search = partial(nearest_both_ways, exact=1)
        monkeypatch.setattr(module, "nearest_both_ways", search)
    result = egiz("mine", *files, "-o", outputs[1])
    told = [line for line in result.stdout.splitlines() if "searched by an index" in line]
    sizes = [len(path.read_text(encoding="utf-8").splitlines()) for path in files]
    assert {" ".join(line.split()[:4]) for line in told} == {
        f"{a} sentences among {b}:" for a, b in (sizes, sizes[::-1])
    }
    found, wanted = (set(links(path)) for path in outputs)
    assert len(found & wanted) >= 0.99 * len(wanted)
    assert "searched by an index" in egiz("match", *files).stdout


def test_a_higher_confidence_keeps_fewer_of_the_same(egiz, pools, tmp_path):
    files, _ = pools
    written = []
    for least in (0, 0.95):
        output = tmp_path / f"{least}.tsv"
        options = ("--min-confidence", least, "-q")
        assert egiz("mine", *files, "-o", output, *options).stdout == ""
        written.append(links(output))
    every, sure = written
    assert 0 < len(sure) < len(every)
    assert sure == every[: len(sure)]


def test_documents_are_matched(egiz, tmp_path):
    output = tmp_path / "links.tsv"
    result = egiz("match", SAMPLES / "kk", SAMPLES / "ru", "-o", output)
    assert result.exit_code == 0
    rows = links(output)
    assert {row[:2] for row in rows} == {(row["kk_doc"], row["ru_doc"]) for row in gold("links")}
    assert all(0 < float(score) <= 1 for *_, score in rows)
    assert "7 pairs among 9 and 9 documents" in result.stdout


def test_confined_to_topics_no_pair_is_lost(egiz, pools, tmp_path):
    files, twins = pools
    found = []
    for name, options in (("overlapping", ()), ("any", ("--any-topic",))):
        output = tmp_path / f"{name}.tsv"
        assert egiz("mine", *files, "-o", output, "-q", *options).exit_code == 0
        found.append({(int(i), int(j)) for i, j, _ in links(output)})
    confined, free = found
    assert confined & twins == free & twins
    assert len(confined - twins) <= len(free - twins)


def test_a_digest_is_linked_to_both_its_reports(egiz, tmp_path):
    """Two Kazakh samples in one file, a translated report and one of the same event."""
    parts = [row for row in gold("links") if row["kk_doc"].startswith(("ukimet", "tasqyn"))]
    (tmp_path / "kk").mkdir()
    texts = [(SAMPLES / "kk" / row["kk_doc"]).read_text(encoding="utf-8") for row in parts]
    (tmp_path / "kk" / "digest.txt").write_text("\n\n".join(texts), encoding="utf-8")
    output = tmp_path / "links.tsv"
    assert egiz("match", tmp_path / "kk", SAMPLES / "ru", "-o", output).exit_code == 0
    assert {row[:2] for row in links(output)} == {("digest.txt", row["ru_doc"]) for row in parts}


def test_documents_that_do_not_belong_together_are_not_linked(egiz, tmp_path):
    output = tmp_path / "links.tsv"
    source, target = SAMPLES / "kk" / "mal-egu-nauqany.txt", SAMPLES / "ru" / "bazovaya-stavka.txt"
    assert egiz("match", source, target, "-o", output).exit_code == 0
    assert output.read_bytes() == b""


@pytest.mark.parametrize("command", ["mine", "match"])
def test_bad_input_is_one_line(egiz, reports, tmp_path, command):
    source, target = reports
    missing = egiz(command, tmp_path / "none.txt", target, "-o", tmp_path / "a.tsv")
    same = egiz(command, source, target, "-o", target)
    nowhere = egiz(command, source, target, "-o", tmp_path / "none" / "a.tsv")
    for result in (missing, same, nowhere):
        assert result.exit_code == 1
        assert result.stderr.startswith("egiz: ")
        assert result.stderr.count("\n") == 1
    assert not (tmp_path / "a.tsv").exists()
