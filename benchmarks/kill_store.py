"""Kills processes that work on a corpus store, and looks whether anything is lost.

    python benchmarks/kill_store.py [--kills 200] [--seed 1]

Reports are added, aligned, changed, added and aligned again, by processes that get SIGKILL at
random moments; in between people decide. After each kill the store has to open and be sound, and
every decision that was acknowledged has to be there. What comes out in the end is compared with a
run that nobody interrupted, the peer. Prints how many kills hit which kind of work.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # before numpy comes: processes with threads must not fork

from synthetic import WordEncoder, facts, write_reports

from aligner.corpus import align_store
from corpora.store import BeadRecord, Store

PAIRS, SENTENCES = 8, 15

Seconds = tuple[float, float]

Decision = tuple[str, str, range, range, str]
"""Source and target document, source and target sentences, the text that was put in."""


@dataclass
class Tally:
    """What happened so far."""

    kills: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    decisions: int = 0
    faults: list[str] = field(default_factory=list)

    def expect(self, holds: bool, what: str) -> None:
        """Note what should not be so."""
        if not holds:
            self.faults.append(what)
            print(f"FAULT: {what}", flush=True)


class Trial:
    """One store, from the first report to the last, with kills on the way."""

    def __init__(self, folder: Path, tally: Tally, chance: random.Random, kills: int) -> None:
        self._folder = folder
        self._path = folder / "corpus.egiz"
        self._tally = tally
        self._chance = chance
        self._kills = kills
        self._words = WordEncoder()
        self._decided: list[Decision] = []

    def run(self) -> None:
        """All of it, here and in the peer's store."""
        write_reports(self._folder / "reports", PAIRS, SENTENCES, seed=self._chance.random())
        Store.create(self._path).close()
        with Store.create(self._folder / "peer.egiz") as peer:
            first = self._peer_works(peer)
            self._until_done(first, self._decide)
            self._decide_under_fire()
            for decision in self._decided:
                self._repeat(peer, decision)
            self._compare(peer, "after the first alignment")
            self._change_reports()
            second = self._peer_works(peer)
            # Decisions in between would lead to other results than decisions afterwards.
            self._until_done(second, lambda: None)
            self._compare(peer, "after the documents have changed")
        self._tally.runs += 1

    def _work(self, store: Store) -> None:
        store.add(self._folder / "reports")
        align_store(store, encoder=self._words)

    def _peer_works(self, peer: Store) -> Seconds:
        """The uninterrupted run; gives how long adding took, and aligning."""
        started = time.perf_counter()
        peer.add(self._folder / "reports")
        added = time.perf_counter()
        align_store(peer, encoder=self._words)
        return added - started, time.perf_counter() - added

    def _until_done(self, seconds: Seconds, between: Callable[[], None]) -> None:
        """Start and kill the work until it comes to its end once; do something in between."""
        while not self._killed(self._work_alone, seconds, "add or align"):
            self._look()
            between()
        self._look()

    def _work_alone(self) -> None:
        with Store.open(self._path) as store:
            self._work(store)

    def _killed(self, work: Callable[[], None], seconds: Seconds, kind: str) -> bool:
        """Do work in a process of its own and kill it at some moment, if kills are left.

        Args:
            work: what it does.
            seconds: that its two parts take; half of the kills are meant for the first one.
            kind: what to call it.

        Returns:
            Whether it came to its end.
        """
        first, second = seconds
        limit = self._chance.uniform(0, first)
        if self._chance.random() < 0.5:
            limit = first + self._chance.uniform(0, second)
        deadline = time.perf_counter() + (limit if self._kills else 3600)
        child = os.fork()
        if not child:
            try:
                work()
                os._exit(0)
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
                os._exit(1)
        while time.perf_counter() < deadline:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                self._tally.expect(status == 0, f"{kind} failed with status {status}")
                return True
            time.sleep(0.001)
        with Store.open(self._path) as store:
            under_way = store.database.value(
                "SELECT kind FROM operation WHERE state = 'running' ORDER BY id DESC"
            )
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self._kills -= 1
        self._tally.kills[under_way or kind] += 1
        return False

    def _look(self) -> None:
        """The store opens and is sound, and all decisions are there."""
        with Store.open(self._path) as store:
            for problem in store.check():
                self._tally.expect(False, problem)
            kept = [bead.target_text for pair in store.pairs() for bead in store.beads(pair.id)]
            waiting = " ".join(row["bead"] for row in store.database.rows("SELECT * FROM waiting"))
            for *_, text in self._decided:
                self._tally.expect(text in kept or text in waiting, f"decision {text} is lost")

    def _decide(self) -> None:
        """Somebody accepts a bead that is there already, and edits it."""
        with Store.open(self._path) as store:
            open_beads = [
                (pair, bead)
                for pair in store.pairs()
                for bead in store.beads(pair.id)
                if bead.kind == "translation" and not bead.human
            ]
            if open_beads:
                pair, bead = self._chance.choice(open_beads)
                text = f"decision {self._tally.decisions}"
                self._tally.decisions += 1
                _accept(store, pair.id, bead, text)
                self._decided.append((pair.source, pair.target, bead.source, bead.target, text))

    def _decide_under_fire(self) -> None:
        """Somebody decides and decides, and is killed: what was acknowledged is there."""
        before = len(self._decided)
        reading, writing = os.pipe()

        def decide() -> None:
            while True:
                self._decide()
                if len(self._decided) > before:
                    source, target, a, b, text = self._decided[-1]
                    told = f"{source}\t{target}\t{a.start}\t{a.stop}\t{b.start}\t{b.stop}\t{text}\n"
                    os.write(writing, told.encode())
                if len(self._decided) == before + 40:
                    return

        if self._kills:
            self._killed(decide, (0.2, 0.5), "decide")
        os.close(writing)
        with os.fdopen(reading) as acknowledged:
            for line in acknowledged:
                source, target, *numbers, text = line.rstrip("\n").split("\t")
                a, b, c, d = map(int, numbers)
                self._decided.append((source, target, range(a, b), range(c, d), text))
                self._tally.decisions += 1
        self._adopt_unacknowledged()
        self._look()

    def _adopt_unacknowledged(self) -> None:
        """A decision that was on the disk when the kill came, before anybody was told of it."""
        known = {text for *_, text in self._decided}
        with Store.open(self._path) as store:
            for pair in store.pairs():
                for bead in store.beads(pair.id):
                    if bead.target_text and bead.target_text not in known:
                        found = pair.source, pair.target, bead.source, bead.target
                        self._decided.append((*found, bead.target_text))
                        self._tally.decisions += 1

    def _repeat(self, peer: Store, decision: Decision) -> None:
        source, target, *span, text = decision
        (pair,) = (p for p in peer.pairs() if (p.source, p.target) == (source, target))
        (bead,) = (b for b in peer.beads(pair.id) if [b.source, b.target] == span)
        _accept(peer, pair.id, bead, text)

    def _change_reports(self) -> None:
        """Some reports get a sentence in front, some lose one."""
        for number, path in enumerate(sorted((self._folder / "reports").rglob("*.txt"))):
            text = path.read_text(encoding="utf-8")
            if number % 3 == 0:
                path.write_text(f"Жаңа мәтін {number}. {text}", encoding="utf-8")
            elif number % 3 == 1:
                path.write_text(text.partition(". ")[2], encoding="utf-8")

    def _compare(self, peer: Store, when: str) -> None:
        with Store.open(self._path) as store:
            self._tally.expect(facts(store) == facts(peer), f"other results {when}")
            told = [
                sorted(row["bead"].count("decision") for row in one.database.rows(_WAITING))
                for one in (store, peer)
            ]
            self._tally.expect(told[0] == told[1], f"other decisions wait {when}")


_WAITING = "SELECT bead FROM waiting"


def _accept(store: Store, pair_id: int, bead: BeadRecord, text: str) -> None:
    said = replace(bead, state="accepted", target_text=text)
    store.decide(pair_id, [(bead.id or 0, bead.version)], [said], "edit", "tester")


def main() -> int:
    """Trials until enough processes were killed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally, chance = Tally(), random.Random(options.seed)  # noqa: S311 - no secret
    started = time.perf_counter()
    while tally.kills.total() < options.kills:
        folder = Path(tempfile.mkdtemp(prefix="egiz-kill-"))
        try:
            kills = min(options.kills - tally.kills.total(), 25)
            Trial(folder, tally, chance, kills).run()
        finally:
            shutil.rmtree(folder)
    hit = ", ".join(f"{number} in {kind}" for kind, number in sorted(tally.kills.items()))
    print(f"{tally.kills.total()} kills ({hit}), {tally.runs} stores, {tally.decisions} decisions")
    print(f"{len(tally.faults)} faults, {time.perf_counter() - started:.0f} s")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
