"""Small Glows in float64: log p of integer pictures and its gradients, by torch's autograd through glow.py."""

import torch

from glow import Glow, start_from
from record import Draws, assert_log_det, state, tensor

SHAPE, LEVELS, STEPS, HIDDEN, BATCH = (8, 8, 1), 2, 2, 3, 4


def case(name, released, bits=8):
    """Started from its own pictures and then moved, so that nothing is zero."""
    draws = Draws(name)
    torch.manual_seed(0)
    flow = Glow(SHAPE, LEVELS, STEPS, HIDDEN, bits, released)
    coarse = draws.normal(BATCH, 1, 2, 2, scale=0.15).repeat_interleave(4, 2).repeat_interleave(4, 3)
    shades = 0.5 + coarse + draws.normal(BATCH, 1, 8, 8, scale=0.05)
    x = (shades * flow.bins).floor().clamp(0, flow.bins - 1)
    start_from(flow, x)
    for parameter in flow.parameters():
        parameter.data = (parameter.data + draws.normal(*parameter.shape, scale=0.05)).float().double()
    check_encoding(flow, x)
    given = x.clone().requires_grad_()
    log_prob = flow.log_prob(given)
    sources = {"input": given, **dict(flow.named_parameters())}
    gradients = torch.autograd.grad(-log_prob.mean(), list(sources.values()))
    return {
        "name": name,
        "config": {
            "shape": list(SHAPE),
            "levels": LEVELS,
            "steps": STEPS,
            "hidden": HIDDEN,
            "bits": bits,
            "variant": "code" if released else "paper",
        },
        "state": state(flow),
        "input": tensor(x),
        "logProb": tensor(log_prob),
        "gradients": {name: tensor(g) for name, g in zip(sources, gradients)},
    }


def check_encoding(flow, x):
    """log p against the Jacobian of the whole way to the latents, and the way back."""
    latents = encode(flow, x)
    assert torch.allclose(flow.decode(latents) - 0.5, x, atol=1e-6)
    standard = torch.distributions.Normal(0, 1)

    def run(given, _):
        z = torch.cat([part.flatten(1) for part in encode(flow, given.reshape(-1, *x.shape[1:]))], 1)
        return z, flow.log_prob(given.reshape(-1, *x.shape[1:])) - standard.log_prob(z).sum(1)

    assert_log_det(run, x[:1].flatten(1))


def encode(flow, x):
    """Latents of unit normal numbers, the finest level first."""
    z, latents = (x + 0.5) / flow.bins - 0.5, []
    normalised = lambda value, mean, log_scale: (value - mean) * (-log_scale).exp()
    for i, steps in enumerate(flow.levels):
        z = torch.nn.functional.pixel_unshuffle(z, 2)
        for step in steps:
            z, _ = step.encode(z)
        if i < len(flow.priors):
            z, leave = z.chunk(2, 1)
            latents.append(normalised(leave, *flow.priors[i](z)))
    return [*latents, normalised(z, flow.top["mean"], flow.top["log_scale"])]


def glow_fixtures():
    return {
        "glow-code": [case("glow as its code has it, 8 bits", True)],
        "glow-paper": [case("glow as its paper has it, 5 bits", False, bits=5)],
    }
