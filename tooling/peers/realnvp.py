"""RealNVP in PyTorch, as fast as it can be written with plain modules, and two ways to train it.

The even and odd features stay apart from end to end, so that a coupling neither gathers nor scatters columns.
"""

import math

import torch
from torch import nn

from workloads import BETAS, BOUND, EPSILON, first_weights


class RealNVP(nn.Module):
    """Coupling i moves the odd features where i is even, and the even ones where it is odd."""

    def __init__(self, widths, couplings, seed=0):
        super().__init__()
        self.features = widths[-1]
        self.nets = nn.ModuleList(map(conditioner, first_weights(widths, couplings, seed)))

    def coupling(self, i, steering):
        shift, raw = self.nets[i](steering).chunk(2, 1)
        return shift, BOUND * torch.tanh(raw / BOUND)

    def log_prob(self, x):
        """[batch, features] -> [batch]"""
        halves = [x[:, 0::2], x[:, 1::2]]
        total = torch.zeros_like(halves[0])
        for i in reversed(range(len(self.nets))):
            steering, moved = i % 2, 1 - i % 2
            shift, log_scale = self.coupling(i, halves[steering])
            halves[moved] = (halves[moved] - shift) * torch.exp(-log_scale)
            total = total + log_scale
        energy = 0.5 * (halves[0].square() + halves[1].square()) + total
        return -energy.sum(1) - 0.5 * self.features * math.log(2 * math.pi)

    def decode(self, z):
        """[batch, features] -> [batch, features], latent to data"""
        halves = [z[:, 0::2], z[:, 1::2]]
        for i in range(len(self.nets)):
            steering, moved = i % 2, 1 - i % 2
            shift, log_scale = self.coupling(i, halves[steering])
            halves[moved] = halves[moved] * torch.exp(log_scale) + shift
        return torch.stack(halves, 2).flatten(1)

    def forward(self, x):
        """The loss: mean negative log-likelihood in nats."""
        return -self.log_prob(x).mean()


def conditioner(layers):
    modules = []
    for kernel, bias in layers:
        linear = nn.Linear(*kernel.shape)
        linear.weight.data = torch.from_numpy(kernel.T.copy())
        linear.bias.data = torch.from_numpy(bias)
        modules += [linear, nn.ReLU(inplace=True)]
    return nn.Sequential(*modules[:-1])


def adam(flow, learning_rate):
    return torch.optim.Adam(flow.parameters(), learning_rate, BETAS, EPSILON, fused=True)


class Trainer:
    """Steps with a clipped global norm. A step whose loss or gradient is not finite leaves the weights alone."""

    def __init__(self, flow, loss, max_norm, optimizer):
        self.parameters = list(flow.parameters())
        self.loss, self.max_norm, self.optimizer = loss, max_norm, optimizer

    def step(self, x):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(x)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.parameters, self.max_norm, foreach=True)
        value = loss.item()
        if math.isfinite(value) and math.isfinite(norm.item()):
            self.optimizer.step()
        return value


class CompiledTrainer:
    """The same step as one compiled graph. All weights lie in one vector, so that clipping and Adam are one loop."""

    def __init__(self, flow, learning_rate, max_norm):
        named = dict(flow.named_parameters())
        sizes = [parameter.numel() for parameter in named.values()]

        def loss_at(weights, x):
            parts = [part.view(like.shape) for part, like in zip(weights.split(sizes), named.values())]
            return torch.func.functional_call(flow, dict(zip(named, parts)), (x,))

        gradient_at = torch.func.grad_and_value(loss_at)

        def step(weights, first, second, steps, x):
            gradient, loss = gradient_at(weights, x)
            norm = gradient.square().sum().sqrt()
            gradient = gradient * torch.clamp(max_norm / (norm + 1e-6), max=1.0)
            ok = torch.isfinite(loss) & torch.isfinite(norm)
            steps.add_(ok)
            m = torch.lerp(gradient, first, BETAS[0])
            v = torch.lerp(gradient.square(), second, BETAS[1])
            spread = (v / (1 - BETAS[1] ** steps)).sqrt() + EPSILON
            moved = weights - learning_rate * m / (1 - BETAS[0] ** steps) / spread
            for state, changed in ((weights, moved), (first, m), (second, v)):
                state.copy_(torch.where(ok, changed, state))
            return loss

        self.weights = torch.cat([parameter.detach().flatten() for parameter in named.values()])
        self.moments = torch.zeros_like(self.weights), torch.zeros_like(self.weights)
        self.steps = torch.zeros(())
        self.compiled = torch.compile(step, fullgraph=True, dynamic=False)

    def step(self, x):
        return self.compiled(self.weights, *self.moments, self.steps, x).item()
