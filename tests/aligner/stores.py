"""Stores for tests of pages: two small reports with beads put in by hand, or an alignment kept."""

from pathlib import Path

import corpora
from aligner import Alignment
from aligner.confidence import FEATURES
from corpora.store import BeadRecord, Store
from corpora.store import alignments as kept

SAMPLES = Path(corpora.__file__).parent / "samples"
KAZAKH = """Жөндеу жұмыстары сәуірде басталды. Бұл туралы әкімдік хабарлады. Көпір де жаңартылады.

Бұған 25 млн. теңге бөлінді. Жол күзде ашылады. Ауыл тұрғындары оны көптен күткен еді.
"""
RUSSIAN = """Ремонт начался в апреле. Обновят и мост. Он построен в 1968 году.

На это выделили 40 млн. тенге. Дорогу откроют осенью. Жители села давно её ждали.
"""
BEADS = (
    BeadRecord(range(1), range(1), 0.71, 0.3, 0.97, "translation", "very alike"),
    BeadRecord(range(1, 2), range(0)),
    BeadRecord(range(2, 3), range(1, 3), 0.6, 0.2, 0.55, "translation", "names agree"),
    BeadRecord(range(3, 4), range(3, 4), 0.4, 0.1, 0.12, "partial", "numbers differ: 25 / 40"),
    BeadRecord(range(4, 6), range(4, 6), 0.6, 0.3, 0.88, "translation", "alike"),
)


def road_store(folder: Path, name: str = "road.egiz", texts=(KAZAKH, RUSSIAN), beads=BEADS) -> Path:
    """A store of two reports about a road."""
    files = [folder / "zhol.txt", folder / "doroga.txt"]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    path = folder / name
    with Store.create(path) as store:
        store.add(files)
        versions = [store.document(file.name).version_id for file in files]
        with store.operation("align") as operation:
            number = kept.add_pair(operation, tuple(versions), 0.8, "parallel", "", "egiz:test")
            kept.save_beads(operation, number, beads)
    return path


def store_of(alignment: Alignment, folder: Path, path: Path) -> Path:
    """A store of the reports of a folder, with an alignment of theirs as `egiz corpus` keeps it."""
    with Store.create(path, alignment.languages) as store:
        store.add([folder / side for side in alignment.languages])
        known = {Path(record.path).name: record.version_id for record in store.documents()}
        with store.operation("align") as operation:
            for pair in alignment.pairs:
                versions = known[Path(pair.source.id).name], known[Path(pair.target.id).name]
                number = kept.add_pair(
                    *(operation, versions, pair.score, str(pair.route), pair.explanation),
                    alignment.signature,
                )
                kept.save_beads(operation, number, [record(bead) for bead in pair.beads])
    return path


def record(bead) -> BeadRecord:
    return BeadRecord(
        *(bead.source, bead.target, bead.similarity, bead.margin, bead.confidence),
        *(bead.kind and str(bead.kind), bead.reason, str(bead.route)),
        features=dict(zip(FEATURES, bead.features, strict=True)) if bead.features else {},
    )
