"""Trains the digits recipe in PyTorch and prints its bits per dimension as JSON.

    python recipe.py --seed 0

1,400 pictures of 8x8 pixels with 17 levels to train, 200 to choose the best epoch, 197 to test, as
packages/datasets divides them; uniform dequantisation, logit with margin 0.01; 8 couplings of even and odd pixels
in turn, perceptrons 32-256-256-64, log-scale 2 tanh(h/2); Adam 1e-3, batches of 128, 60 epochs.
"""

import argparse
import gzip
import json
import math
import time
from pathlib import Path

import numpy as np
import torch

from realnvp import RealNVP, Trainer, adam
from workloads import LEARNING_RATE, MAX_NORM

DATA = Path(__file__).parents[2] / "packages" / "datasets" / "data"
FEATURES, LEVELS, ALPHA = 64, 17, 0.01
WIDTHS, COUPLINGS = (32, 256, 256, 64), 8
BATCH = 128
BITS = FEATURES * math.log(2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0, help="of the weights, the noise and the order")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--draws", type=int, default=10, help="of the dequantisation noise of the test rows")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    start = time.perf_counter()
    parts = read_digits()
    flow = Digits(args.seed)
    best = fit(flow, parts, args)
    flow.load_state_dict(best["state"])
    bits = torch.stack([bits_of(flow, parts["test"], seed) for seed in range(args.draws)])
    print(
        json.dumps(
            {
                "subject": f"torch {torch.__version__}",
                "seed": args.seed,
                "bestEpoch": best["epoch"],
                "validationBitsPerDim": round(best["bits"], 4),
                "testBitsPerDim": round(bits.mean().item(), 4),
                "testBitsPerDimStandardError": round((bits.mean(0).std() / bits.shape[1] ** 0.5).item(), 4),
                "testDraws": args.draws,
                "parameters": sum(parameter.numel() for parameter in flow.parameters()),
                "seconds": round(time.perf_counter() - start, 1),
            },
            indent=1,
        )
    )


class Digits(RealNVP):
    """RealNVP behind the logit; rows are whole grey levels plus noise in [0, 1)."""

    def __init__(self, seed):
        super().__init__(WIDTHS, COUPLINGS, seed)

    def log_prob(self, x):
        y = ALPHA + (1 - 2 * ALPHA) * x / LEVELS
        log_slope = math.log((1 - 2 * ALPHA) / LEVELS) - torch.log(y) - torch.log1p(-y)
        return super().log_prob(torch.log(y) - torch.log1p(-y)) + log_slope.sum(1)


def read_digits():
    """The pixels of each part, [rows, 64], without their labels."""
    with gzip.open(DATA / "digits.csv.gz", "rt") as lines:
        pixels = torch.from_numpy(np.loadtxt(lines, delimiter=",", dtype=np.float32)[:, :FEATURES])
    split = json.loads((DATA / "digits-split.json").read_text())
    return {name: pixels[split[name]] for name in ("train", "validation", "test")}


def fit(flow, parts, args):
    """The weights of the epoch that describes the validation rows best."""
    trainer = Trainer(flow, flow.forward, MAX_NORM, adam(flow, LEARNING_RATE))
    random = torch.Generator().manual_seed(args.seed)
    best = {"bits": math.inf}
    for epoch in range(1, args.epochs + 1):
        order = torch.randperm(len(parts["train"]), generator=random)
        for rows in order.split(BATCH):
            x = parts["train"][rows]
            trainer.step(x + torch.rand(x.shape, generator=random))
        bits = bits_of(flow, parts["validation"], 0).mean().item()
        if bits < best["bits"]:
            state = {name: values.clone() for name, values in flow.state_dict().items()}
            best = {"bits": bits, "epoch": epoch, "state": state}
    return best


@torch.inference_mode()
def bits_of(flow, rows, seed):
    """Bits per dimension of each row, with dequantisation noise from a seed of its own."""
    noise = torch.rand(rows.shape, generator=torch.Generator().manual_seed(1_000_003 + seed))
    return -flow.log_prob(rows + noise) / BITS


if __name__ == "__main__":
    main()
