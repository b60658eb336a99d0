"""PyTorch's side of the benchmark."""

import torch

from realnvp import CompiledTrainer, RealNVP, Trainer
from workloads import LEARNING_RATE, MAX_NORM, training_batches

VERSION = f"torch {torch.__version__}"


def metrics(workload, batch, how, threads):
    """What to time, by metric: functions without arguments. `train-step` returns the loss.

    how: "eager"; "compile", the whole step as one graph; "compile-loss", only the loss and its gradient.
    """
    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)
    flow = RealNVP(workload.widths, workload.couplings)
    batches = torch.from_numpy(training_batches(workload, batch)).unbind()
    compiled = lambda f: f if how == "eager" else torch.compile(f, fullgraph=True, dynamic=False)
    if how == "compile":
        trainer = CompiledTrainer(flow, LEARNING_RATE, MAX_NORM)
    else:
        trainer = Trainer(flow, compiled(flow.forward), LEARNING_RATE, MAX_NORM)
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
