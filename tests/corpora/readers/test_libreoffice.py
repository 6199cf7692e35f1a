"""Documents that LibreOffice makes of the samples give the same sentences as the samples."""

import shutil
import subprocess
from pathlib import Path

import pytest

from corpora import read_document

SAMPLES = Path(__file__).parents[3] / "corpora" / "samples"
NAMES = ("kk/auyl-mektepteri-bayandama", "ru/zolotoy-olen-kyzyltas")
FORMS = ("docx", "odt", "rtf", "pdf", "epub", "html")

pytestmark = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder with the samples in every form."""
    folder = tmp_path_factory.mktemp("libreoffice")
    for form in FORMS:
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                form,
                "--outdir",
                str(folder),
                *(str(SAMPLES / f"{name}.txt") for name in NAMES),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_the_sentences_are_those_of_the_sample(made, name, form):
    sample = read_document(SAMPLES / f"{name}.txt")
    document = read_document(made / f"{Path(name).name}.{form}")
    assert document.sentence_texts == sample.sentence_texts
    assert document.language == sample.language
    assert [line.rule for line in document.furniture] == [line.rule for line in sample.furniture]
