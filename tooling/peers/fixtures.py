"""Writes fixtures/*.json: values, log-dets and gradients that PyTorch computes in float64.

    python fixtures.py           writes them
    python fixtures.py --check   compares what is written with what this machine computes
"""

import argparse
import json
import math
import sys
import warnings
from pathlib import Path

import torch

from base_cases import base_fixtures
from glow_cases import glow_fixtures
from layer_cases import layer_fixtures
from record import to_text

FOLDER = Path(__file__).parent / "fixtures"
LARGEST = 60_000
# Ten digits are written, and another processor may round the last of a sum in another way.
TOLERANCE = 1e-8


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a number differs")
    check = parser.parse_args().check
    # normflows factorises its first weights, which are replaced here, in a way that torch is about to retire.
    warnings.filterwarnings("ignore", message="torch.lu is deprecated")
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)
    differing = []
    for name, cases in {**layer_fixtures(), **base_fixtures(), **glow_fixtures()}.items():
        path = FOLDER / f"{name}.json"
        text = to_text({"about": "Written by tooling/peers/fixtures.py", "cases": cases})
        assert len(text) < LARGEST, f"{path.name}: {len(text)} bytes"
        if not check:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text)
            print(f"{path.name}: {len(cases)} cases, {len(text)} bytes")
        elif not (path.exists() and same(json.loads(path.read_text()), json.loads(text))):
            differing.append(path.name)
    if differing:
        sys.exit(f"not what this machine computes: {', '.join(differing)}")


def same(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float) and isinstance(b, (int, float)):
        return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return a == b


if __name__ == "__main__":
    main()
