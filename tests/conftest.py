"""What all tests rest on: no network, and the helpers that stand beside the tests."""

import os
import sys
from pathlib import Path

os.environ["EGIZ_VECTORS_MB"] = "0"  # tests see no vectors of other runs, and leave none
os.environ["HF_HUB_OFFLINE"] = "1"  # read once, when huggingface_hub is imported
sys.path.append(str(Path(__file__).parent / "tmx"))  # headless_omegat.py
