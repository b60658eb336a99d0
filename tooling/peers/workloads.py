"""What is timed: the same flows, first weights, batches and steps in every framework."""

from dataclasses import dataclass

import numpy as np

LEARNING_RATE = 1e-3
BETAS = (0.9, 0.999)
EPSILON = 1e-8
MAX_NORM = 100.0
BOUND = 2.0
POOL = 16


@dataclass(frozen=True)
class Workload:
    """A RealNVP of affine couplings on even and odd features in turn, from a standard normal base."""

    features: int
    couplings: int
    hidden: tuple
    batches: tuple

    @property
    def widths(self):
        """Of each conditioner: the steering half in, shift and raw log-scale of the other half out."""
        return (self.features // 2, *self.hidden, self.features)


@dataclass(frozen=True)
class GlowWorkload:
    """A Glow as the released code has it, on pictures of 256 levels (glow.py)."""

    shape: tuple
    steps: int
    hidden: int
    batches: tuple
    levels: int = 3


# At 1e-3 without warm-up 96 couplings diverge on batches of 4.
GLOW_LEARNING_RATE = 1e-4
GLOW_MAX_NORM = 50.0

WORKLOADS = {
    "W1": Workload(features=2, couplings=32, hidden=(64, 64), batches=(64, 512, 4096)),
    "W2": Workload(features=16, couplings=10, hidden=(128, 128), batches=(64, 512)),
    "W3a": GlowWorkload(shape=(32, 32, 1), steps=8, hidden=64, batches=(32,)),
    "W3b": GlowWorkload(shape=(32, 32, 3), steps=8, hidden=128, batches=(16,)),
    "W3c": GlowWorkload(shape=(32, 32, 3), steps=32, hidden=512, batches=(4,)),
}


def metrics_of(workload):
    """What is measured: milliseconds, and for pictures the most memory that training took, in MB."""
    is_glow = isinstance(workload, GlowWorkload)
    return ("train-step", "peak-memory", "sample") if is_glow else ("train-step", "sample", "logProb")


METRICS = ("train-step", "peak-memory", "sample", "logProb")


def first_weights(widths, couplings, seed=0):
    """Kernels [inputs, outputs] and biases of each coupling: hidden ones uniform, the last at zero."""
    rng = np.random.default_rng(seed)

    def dense(inputs, outputs, is_last):
        draw = lambda *shape: rng.uniform(-1, 1, shape).astype(np.float32) / np.float32(inputs**0.5)
        kernel, bias = draw(inputs, outputs), draw(outputs)
        return (np.zeros_like(kernel), np.zeros_like(bias)) if is_last else (kernel, bias)

    pairs = list(zip(widths, widths[1:]))
    return [[dense(*pair, i == len(pairs) - 1) for i, pair in enumerate(pairs)] for _ in range(couplings)]


def training_batches(workload, batch):
    """[POOL, batch, features] of curved data: odd features follow the squares of the even ones."""
    x = np.random.default_rng(1).standard_normal((POOL, batch, workload.features), dtype=np.float32)
    x[:, :, 1::2] = 0.5 * x[:, :, 1::2] + x[:, :, 0::2] ** 2 - 1
    return x
