"""One case of a fixture: what a peer computes in float64, and the JSON that keeps it.

Weights and inputs are float32 numbers, so that a reader in float32 starts from exactly the same ones.
"""

import json
import zlib

import torch

BATCH = 5


class Draws:
    """Standard normal numbers of a case, from its name alone; each is a float32 number held in float64."""

    def __init__(self, name):
        self.generator = torch.Generator().manual_seed(zlib.crc32(name.encode()))

    def normal(self, *shape, scale=1.0):
        drawn = torch.randn(*shape, generator=self.generator, dtype=torch.float64)
        return (drawn * scale).float().double()


def randomise(module, draws):
    """Fills every parameter: weights so that a sum over their inputs keeps its size, the rest around 0."""
    for parameter in module.parameters():
        scale = parameter.shape[-1] ** -0.5 if parameter.dim() > 1 else 0.3
        parameter.data = draws.normal(*parameter.shape, scale=scale)


def tensor(values):
    """A tensor as JSON: its shape, and its numbers in row-major order with 10 significant digits."""
    return {"shape": list(values.shape), "values": [float(f"{v:.10g}") for v in values.detach().flatten().tolist()]}


def passes(run, module, draws, shape, context=None, directions=("forward", "inverse"), to_domain=lambda t: t):
    """Value, log-det and gradients of sum(a * value) + sum(b * logDet) for each direction of a bijector."""
    recorded = {}
    for direction in directions:
        given = to_domain(draws.normal(BATCH, *shape))
        recorded[direction] = one_pass(
            lambda x, c, direction=direction: run(direction, x, c), module, draws, given, context
        )
    return recorded


def one_pass(run, module, draws, given, context=None):
    given = given.clone().requires_grad_()
    context = None if context is None else context.clone().requires_grad_()
    value, log_det = run(given, context)
    log_det = log_det.expand(len(given))
    a, b = draws.normal(*value.shape), draws.normal(len(given))
    sources = {"input": given, **({} if context is None else {"context": context}), **trained(module)}
    loss = (a * value).sum() + (b * log_det).sum()
    gradients = torch.autograd.grad(loss, list(sources.values()), allow_unused=True, materialize_grads=True)
    return {
        "input": tensor(given),
        "a": tensor(a),
        "b": tensor(b),
        "value": tensor(value),
        "logDet": tensor(log_det),
        "gradients": {name: tensor(g) for name, g in zip(sources, gradients)},
    }


def trained(module):
    return {} if module is None else dict(module.named_parameters())


def state(module):
    """Parameters and buffers by the peer's own names."""
    return {name: tensor(values) for name, values in module.state_dict().items()}


def assert_log_det(run, given, context=None):
    """The peer's log-det against the log of its own Jacobian's determinant, row by row."""
    for row in range(len(given)):
        c = None if context is None else context[row : row + 1]
        jacobian = torch.autograd.functional.jacobian(lambda x: run(x[None], c)[0][0], given[row])
        expected = torch.linalg.slogdet(jacobian.reshape(given[row].numel(), -1))[1]
        found = run(given[row : row + 1], c)[1].reshape(-1)[0]
        assert torch.allclose(found, expected, rtol=1e-9, atol=1e-9), (found, expected)


def to_text(fixture):
    """JSON with one line for each tensor: a change of one is a change of one line."""

    def lines(node, indent):
        if isinstance(node, dict) and set(node) != {"shape", "values"} and node:
            inner = ",\n".join(f'{indent}  {json.dumps(k)}: {lines(v, indent + "  ")}' for k, v in node.items())
            return f"{{\n{inner}\n{indent}}}"
        if isinstance(node, list) and node and isinstance(node[0], dict):
            return "[\n" + ",\n".join(f"{indent}  {lines(item, indent + '  ')}" for item in node) + f"\n{indent}]"
        return json.dumps(node, allow_nan=False)

    return lines(fixture, "") + "\n"
