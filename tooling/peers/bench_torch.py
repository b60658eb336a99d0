"""PyTorch's side of the benchmark."""

import torch

from glow import Glow, pictures, start_from
from realnvp import CompiledTrainer, RealNVP, Trainer, adam
from workloads import (
    GLOW_LEARNING_RATE,
    GLOW_MAX_NORM,
    LEARNING_RATE,
    MAX_NORM,
    POOL,
    GlowWorkload,
    training_batches,
)

VERSION = f"torch {torch.__version__}"


def metrics(workload, batch, how, threads):
    """What to time, by metric: functions without arguments. `train-step` returns the loss.

    how: "eager"; "compile", the whole step as one graph; "compile-loss", only the loss and its gradient.
    """
    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)
    return (glow_metrics if isinstance(workload, GlowWorkload) else realnvp_metrics)(workload, batch, how)


def glow_metrics(workload, batch, how):
    """Steps of Adamax, with noise drawn anew at each; as modules run, whatever `how` says, is all there is."""
    assert how == "eager", how
    torch.manual_seed(0)
    flow = Glow(workload.shape, workload.levels, workload.steps, workload.hidden)
    batches = torch.from_numpy(pictures(workload, batch, POOL)).unbind()
    start_from(flow, batches[0])
    loss = lambda x: flow(x, torch.rand_like(x))
    trainer = Trainer(flow, loss, GLOW_MAX_NORM, torch.optim.Adamax(flow.parameters(), GLOW_LEARNING_RATE))
    at = 0

    def train_step():
        nonlocal at
        at += 1
        return trainer.step(batches[at % len(batches)])

    @torch.inference_mode()
    def sample():
        return flow.decode(flow.latents(batch))

    return {"train-step": train_step, "sample": sample}


def realnvp_metrics(workload, batch, how):
    flow = RealNVP(workload.widths, workload.couplings)
    batches = torch.from_numpy(training_batches(workload, batch)).unbind()
    compiled = lambda f: f if how == "eager" else torch.compile(f, fullgraph=True, dynamic=False)
    if how == "compile":
        trainer = CompiledTrainer(flow, LEARNING_RATE, MAX_NORM)
    else:
        trainer = Trainer(flow, compiled(flow.forward), MAX_NORM, adam(flow, LEARNING_RATE))
    log_prob, decode = compiled(flow.log_prob), compiled(flow.decode)
    at = 0

    def train_step():
        nonlocal at
        at += 1
        return trainer.step(batches[at % len(batches)])

    @torch.inference_mode()
    def sample():
        return decode(torch.randn(batch, workload.features))

    @torch.inference_mode()
    def score():
        return log_prob(batches[0])

    return {"train-step": train_step, "sample": sample, "logProb": score}
