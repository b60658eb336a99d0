"""What autograd holds for the way back through a Glow, and how long loss and gradients take, at several depths.

    python memory.py '{"shape": [32, 32, 3], "levels": 3, "hidden": 64, "batch": 4, "depths": [4, 32]}' 10

Prints a JSON array of { subject, depth, megabytes, milliseconds }, on one thread.
"""

import json
import sys
import time

import torch
from glow import Glow, pictures, start_from
from workloads import GlowWorkload


def main(model, runs):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    print(json.dumps([figures(model, depth, runs) for depth in model["depths"]]))


def figures(model, depth, runs):
    workload = GlowWorkload(tuple(model["shape"]), depth, model["hidden"], (model["batch"],), model["levels"])
    flow = Glow(workload.shape, workload.levels, workload.steps, workload.hidden)
    x = torch.from_numpy(pictures(workload, model["batch"], 1))[0]
    start_from(flow, x)
    loss = lambda: flow(x, torch.rand_like(x))
    held = megabytes_held(flow, loss)
    milliseconds = []
    for _ in range(runs):
        start = time.perf_counter()
        flow.zero_grad(set_to_none=True)
        loss().backward()
        milliseconds.append(1000 * (time.perf_counter() - start))
    return {"subject": "pytorch-eager-1t", "depth": depth, "megabytes": held, "milliseconds": milliseconds}


def megabytes_held(flow, loss):
    """Each storage once; parameters are not activations."""
    parameters = {parameter.untyped_storage().data_ptr() for parameter in flow.parameters()}
    held = {}

    def note(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in parameters:
            held[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        result = loss()
    total = sum(held.values())
    result.backward()
    return total / 1e6


main(json.loads(sys.argv[1]), int(sys.argv[2]))
