"""Glow in PyTorch as the released code has it (github.com/openai/glow: model.py and tfops.py), as fast as plain
modules can be written.

The activation norms are folded into the convolution beside them, so that they cost no pass over the pixels. Channels
[shift | raw log-scale] stay apart where the released code interleaves them: a reordering of one convolution's outputs.
`released=False` takes the paper's word instead: scale = exp(log s), scale then shift.
"""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HALF_LOG_2_PI = 0.5 * math.log(2 * math.pi)
# tfops.py, default_initializer.
HIDDEN_STD = 0.05
# tfops.py, conv2d_zeros: logscale_factor.
GAIN = 3


class Net(nn.Module):
    """3x3, actnorm, relu, 1x1, actnorm, relu, 3x3 from zero: model.py, f, with tfops.py, conv2d and conv2d_zeros."""

    def __init__(self, inputs, outputs, hidden):
        super().__init__()
        normal = lambda *shape: nn.Parameter(torch.randn(*shape) * HIDDEN_STD)
        zeros = lambda *shape: nn.Parameter(torch.zeros(*shape))
        self.kernel1, self.shift1, self.log_scale1 = normal(hidden, inputs, 3, 3), zeros(hidden), zeros(hidden)
        self.kernel2, self.shift2, self.log_scale2 = normal(hidden, hidden, 1, 1), zeros(hidden), zeros(hidden)
        self.kernel3, self.bias3, self.log_scale3 = zeros(outputs, hidden, 3, 3), zeros(outputs), zeros(outputs)

    def forward(self, x):
        h = F.relu_(folded(x, self.kernel1, self.shift1, self.log_scale1.exp()))
        h = F.relu_(folded(h, self.kernel2, self.shift2, self.log_scale2.exp()))
        return folded(h, self.kernel3, self.bias3, (GAIN * self.log_scale3).exp())


def folded(x, kernel, shift, scale):
    """(conv(x) + shift) * scale"""
    return F.conv2d(x, kernel * scale[:, None, None, None], shift * scale, padding=kernel.shape[2] // 2)


class Step(nn.Module):
    """x -> z: actnorm, invertible 1x1 convolution, affine coupling (model.py, revnet2d_step)."""

    def __init__(self, channels, hidden, released):
        super().__init__()
        self.released = released
        self.shift, self.log_scale = nn.Parameter(torch.zeros(channels)), nn.Parameter(torch.zeros(channels))
        self.weight = nn.Parameter(torch.linalg.qr(torch.randn(channels, channels))[0])
        self.net = Net(channels // 2, channels, hidden)

    def log_scale_of(self, raw):
        """Of x -> z."""
        return F.logsigmoid(raw + 2) if self.released else raw

    def encode(self, x):
        inverse_scale = (-self.log_scale).exp()
        kernel = self.weight * inverse_scale
        x = F.conv2d(x, kernel[:, :, None, None], -kernel @ self.shift)
        log_det = x[0, 0].numel() * (torch.linalg.slogdet(self.weight)[1] - self.log_scale.sum())
        steering, moved = x.chunk(2, 1)
        shift, raw = self.net(steering).chunk(2, 1)
        log_scale = self.log_scale_of(raw)
        scale = log_scale.exp()
        moved = (moved + shift) * scale if self.released else moved * scale + shift
        return torch.cat([steering, moved], 1), log_det + log_scale.sum((1, 2, 3))

    def decode(self, z):
        steering, moved = z.chunk(2, 1)
        shift, raw = self.net(steering).chunk(2, 1)
        scale = (-self.log_scale_of(raw)).exp()
        moved = moved * scale - shift if self.released else (moved - shift) * scale
        inverse = self.log_scale.exp()[:, None] * torch.linalg.inv(self.weight)
        return F.conv2d(torch.cat([steering, moved], 1), inverse[:, :, None, None], self.shift)


class SplitPrior(nn.Module):
    """Mean and log-deviation of the half that leaves (model.py, split2d_prior)."""

    def __init__(self, channels):
        super().__init__()
        zeros = lambda *shape: nn.Parameter(torch.zeros(*shape))
        self.kernel, self.bias = zeros(2 * channels, channels, 3, 3), zeros(2 * channels)
        self.log_scale = zeros(2 * channels)

    def forward(self, stay):
        return folded(stay, self.kernel, self.bias, (GAIN * self.log_scale).exp()).chunk(2, 1)


class Glow(nn.Module):
    """Pictures [batch, channels, height, width] of 0..levels-1 (model.py, codec and model).

    The top has a mean and a log-deviation for each of its dimensions: model.py's prior with learntop, of which the
    convolution of zeros gives one pair for each channel and another at each border.
    """

    def __init__(self, shape, levels, steps, hidden, bits=8, released=True, learned_top=True):
        super().__init__()
        height, width, channels = shape
        self.bins, self.dimensions = 2**bits, height * width * channels
        self.levels, self.priors = nn.ModuleList(), nn.ModuleList()
        self.latent_shapes = []
        for level in range(levels):
            channels, height, width = 4 * channels, height // 2, width // 2
            self.levels.append(nn.ModuleList(Step(channels, hidden, released) for _ in range(steps)))
            if level < levels - 1:
                channels //= 2
                self.priors.append(SplitPrior(channels))
            self.latent_shapes.append((channels, height, width))
        self.top = nn.ParameterDict()
        if learned_top:
            self.top["mean"] = nn.Parameter(torch.zeros(self.latent_shapes[-1]))
            self.top["log_scale"] = nn.Parameter(torch.zeros(self.latent_shapes[-1]))

    def log_prob(self, x, noise=0.5):
        """log of the probability density on the integer scale; noise is of U[0, 1)."""
        z = (x + noise) / self.bins - 0.5
        total = -self.dimensions * math.log(self.bins)
        for i, steps in enumerate(self.levels):
            z = squeeze(z)
            for step in steps:
                z, log_det = step.encode(z)
                total = total + log_det
            if i < len(self.priors):
                z, leave = z.chunk(2, 1)
                total = total + gaussian(leave, *self.priors[i](z))
        top = (self.top["mean"], self.top["log_scale"]) if self.top else (torch.zeros(()), torch.zeros(()))
        return total + gaussian(z, *top)

    def decode(self, latents):
        """Latents of unit normal numbers, one for each level, the finest first."""
        z = latents[-1]
        if self.top:
            z = self.top["mean"] + z * self.top["log_scale"].exp()
        for i in reversed(range(len(self.levels))):
            if i < len(self.priors):
                mean, log_scale = self.priors[i](z)
                z = torch.cat([z, mean + latents[i] * log_scale.exp()], 1)
            for step in reversed(self.levels[i]):
                z = step.decode(z)
            z = unsqueeze(z)
        return (z + 0.5) * self.bins

    def latents(self, batch):
        """Unit normal numbers for `decode`."""
        return [torch.randn(batch, *shape) for shape in self.latent_shapes]

    def forward(self, x, noise=0.5):
        """The loss: mean negative log-likelihood in nats."""
        return -self.log_prob(x, noise).mean()


def gaussian(z, mean, log_scale):
    """log N(z; mean, exp(log_scale)) summed over all but the batch (tfops.py, gaussian_diag)."""
    terms = 0.5 * ((z - mean) * (-log_scale).exp()).square() + log_scale.expand_as(z)
    return -terms.sum((1, 2, 3)) - z[0].numel() * HALF_LOG_2_PI


def squeeze(x):
    """Channel c of pixel (dy, dx) becomes channel 4c + 2dy + dx (tfops.py, squeeze2d)."""
    return F.pixel_unshuffle(x, 2)


def unsqueeze(x):
    return F.pixel_shuffle(x, 2)


@torch.no_grad()
def start_from(flow, x, noise=0.5):
    """The data-dependent start of every actnorm: mean 0 and variance 1 over the batch (tfops.py, actnorm)."""
    z = (x + noise) / flow.bins - 0.5
    for i, steps in enumerate(flow.levels):
        z = squeeze(z)
        for step in steps:
            step.shift.data, step.log_scale.data = z.mean((0, 2, 3)), (z.std((0, 2, 3), correction=0) + 1e-6).log()
            before = (z - step.shift[:, None, None]) * (-step.log_scale).exp()[:, None, None]
            h = F.conv2d(before, step.weight[:, :, None, None]).chunk(2, 1)[0]
            for kernel, shift, log_scale in (
                (step.net.kernel1, step.net.shift1, step.net.log_scale1),
                (step.net.kernel2, step.net.shift2, step.net.log_scale2),
            ):
                h = F.conv2d(h, kernel, padding=kernel.shape[2] // 2)
                shift.data = -h.mean((0, 2, 3))
                log_scale.data = -(h.std((0, 2, 3), correction=0) + 1e-6).log()
                h = F.relu((h + shift[:, None, None]) * log_scale.exp()[:, None, None])
            z, _ = step.encode(z)
        if i < len(flow.priors):
            z = z.chunk(2, 1)[0]


def pictures(workload, batch, pool):
    """[pool, batch, channels, height, width] of smooth pictures 0..255: coarse noise, enlarged, and fine noise."""
    height, width, channels = workload.shape
    rng = np.random.default_rng(1)
    coarse = rng.normal(size=(pool * batch, channels, height // 8, width // 8))
    fine = rng.normal(size=(pool * batch, channels, height, width))
    grey = 128 + 50 * np.kron(coarse, np.ones((1, 1, 8, 8))) + 5 * fine
    whole = np.clip(np.floor(grey), 0, 255).astype(np.float32)
    return whole.reshape(pool, batch, channels, height, width)
