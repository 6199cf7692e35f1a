"""What commands load: nothing large that they do not need."""

import subprocess
import sys
from pathlib import Path

import corpora

SAMPLES = Path(corpora.__file__).parent / "samples"
PAIR = (
    SAMPLES / "kk" / "sarybulak-kanaly-iske-qosyldy.txt",
    SAMPLES / "ru" / "orositelnyy-kanal-zhambyl.txt",
)
RUN = """
import atexit, sys
large = {"torch", "transformers", "sentence_transformers", "onnx", "onnxruntime", "numpy", "faiss"}
atexit.register(lambda: print("LOADED", *sorted(large & set(sys.modules))))
sys.argv[0] = "egiz"
from aligner.cli import main
main()
"""


def loaded(*words):
    done = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, words)], capture_output=True, text=True, check=True
    )
    told = next(line for line in done.stdout.splitlines() if line.startswith("LOADED"))
    return set(told.split()[1:])


def test_what_is_loaded(tmp_path):
    memory, exported = tmp_path / "memory.tmx", tmp_path / "memory.tsv"
    assert loaded("align", *PAIR, "-o", memory, "-q") <= {"onnx", "onnxruntime", "numpy"}
    assert loaded("align", *PAIR, "-o", memory, "-q") == {"onnxruntime", "numpy"}
    for words in (
        ("stats", memory),
        ("validate", memory),
        ("repair", memory, "--dry-run"),
        ("convert", memory, exported),
        ("dedupe", memory, "-o", tmp_path / "other.tmx"),
    ):
        assert loaded("tmx", *words) == set()
    assert exported.stat().st_size


def test_a_run_with_kept_vectors_loads_no_model(tmp_path, monkeypatch):
    from aligner import bundled

    models = bundled.ensure_unpacked().parent
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "models").symlink_to(models)
    monkeypatch.setenv("EGIZ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("EGIZ_VECTORS_MB", "50")
    outputs = tmp_path / "first.tsv", tmp_path / "second.tsv"
    options = "--to", "tsv", "-q", "-o"
    assert "onnxruntime" in loaded("align", *PAIR, *options, outputs[0])
    assert loaded("align", *PAIR, *options, outputs[1]) == {"numpy"}
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
