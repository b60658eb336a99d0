"""Bijectors: what normflows (Stimper et al., JOSS 2023) or plain PyTorch computes from given weights."""

import torch
from normflows import NormalizingFlow
from normflows.flows import ActNorm, AffineCouplingBlock, Flow, Invertible1x1Conv
from torch import nn
from torch.nn import functional as F

from record import BATCH, Draws, assert_log_det, passes, randomise, state, tensor

HIDDEN = (6, 5)
ACTIVATIONS = {"relu": nn.ReLU, "elu": nn.ELU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


class Conditioner(nn.Module):
    """The network of a coupling. normflows reads shift and raw log-scale from columns in turn: 0::2 and 1::2."""

    def __init__(self, sizes, activation, bound=None):
        super().__init__()
        layers = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            layers += [nn.Linear(inputs, outputs), ACTIVATIONS[activation]()]
        self.net = nn.Sequential(*layers[:-1])
        self.bound = bound
        self.context = None

    def forward(self, z):
        h = self.net(z if self.context is None else torch.cat([z, self.context], 1))
        if self.bound is None:
            return h
        is_log_scale = torch.arange(h.shape[1]) % 2 == 1
        return torch.where(is_log_scale, self.bound * torch.tanh(h / self.bound), h)


class OnColumns(Flow):
    """A flow on columns in another order: `order` lists those that the inner flow sees, left to right."""

    def __init__(self, inner, order):
        super().__init__()
        self.inner, self.order = inner, order

    def forward(self, z):
        return self.reordered(self.inner.forward, z)

    def inverse(self, z):
        return self.reordered(self.inner.inverse, z)

    def reordered(self, run, z):
        value, log_det = run(z[:, self.order])
        return value[:, [self.order.index(i) for i in range(len(self.order))]], log_det


class OnVectors(Flow):
    """A flow on pictures of one pixel, for rows: normflows' 1x1 convolution is z = W x, column vectors."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, z):
        return self.flattened(self.inner.forward, z)

    def inverse(self, z):
        return self.flattened(self.inner.inverse, z)

    @staticmethod
    def flattened(run, z):
        value, log_det = run(z[:, :, None, None])
        return value[:, :, 0, 0], log_det.expand(len(z))


def coupling(features, mask, hidden=HIDDEN, log_scale="bounded", bound=2, activation="relu", context=0):
    """normflows' block splits columns into halves; the first is the longer one. Returns (flow, conditioner)."""
    is_identity = {
        "even": lambda i: i % 2 == 0,
        "odd": lambda i: i % 2 == 1,
        "firstHalf": lambda i: i < (features + 1) // 2,
        "secondHalf": lambda i: i >= (features + 1) // 2,
    }[mask]
    identity = [i for i in range(features) if is_identity(i)]
    transformed = [i for i in range(features) if not is_identity(i)]
    per_feature = 1 if log_scale == "additive" else 2
    sizes = [len(identity) + context, *hidden, per_feature * len(transformed)]
    net = Conditioner(sizes, activation, bound if log_scale == "bounded" else None)
    scale_map = "sigmoid_inv" if log_scale == "sigmoid" else "exp"
    first = len(identity) >= len(transformed)
    block = AffineCouplingBlock(
        net, scale=per_feature == 2, scale_map=scale_map, split_mode="channel" if first else "channel_inv"
    )
    return OnColumns(block, identity + transformed if first else transformed + identity), net


def coupling_case(name, features, mask, **settings):
    draws = Draws(name)
    flow, net = coupling(features, mask, **settings)
    randomise(flow, draws)
    width = settings.get("context", 0)
    context = draws.normal(BATCH, width) if width else None

    def run(direction, x, c):
        net.context = c
        return getattr(flow, direction)(x)

    for direction in ("forward", "inverse"):
        assert_log_det(lambda x, c, d=direction: run(d, x, c), draws.normal(BATCH, features), context)
    kind = "additiveCoupling" if settings.get("log_scale") == "additive" else "affineCoupling"
    return {
        "name": name,
        "config": {
            "kind": kind,
            "features": features,
            "mask": mask,
            "hidden": list(settings.get("hidden", HIDDEN)),
            "activation": settings.get("activation", "relu"),
            "context": width,
            **({} if kind == "additiveCoupling" else {"logScale": settings.get("log_scale", "bounded")}),
            **({"bound": settings["bound"]} if "bound" in settings else {}),
        },
        "state": state(net),
        **({} if context is None else {"context": tensor(context)}),
        **passes(run, net, draws, [features], context),
    }


def plain_case(name, flow, features, config, draws, module=None):
    """A flow without a context, whose parameters have been drawn. `module` names them."""
    run = lambda direction, x, _: getattr(flow, direction)(x)
    for direction in ("forward", "inverse"):
        assert_log_det(lambda x, c, d=direction: run(d, x, c), draws.normal(BATCH, features))
    module = flow if module is None else module
    return {
        "name": name,
        "config": {**config, "features": features},
        "state": state(module),
        **passes(run, module, draws, [features]),
    }


def act_norm(features, draws):
    layer = ActNorm((features,))
    layer.data_dep_init_done = torch.tensor(1.0)
    randomise(layer, draws)
    return layer


def act_norm_case(name, features):
    draws = Draws(name)
    case = plain_case(name, act_norm(features, draws), features, {"kind": "actNorm"}, draws)
    del case["state"]["data_dep_init_done"]
    return case


def linear(features, use_lu, draws):
    layer = Invertible1x1Conv(features, use_lu=use_lu)
    if not use_lu:
        layer.W.data = draws.normal(features, features)
        return OnVectors(layer)
    layer.P = torch.eye(features)[torch.randperm(features, generator=draws.generator)]
    layer.sign_S = torch.sign(draws.normal(features))
    layer.L.data = torch.tril(draws.normal(features, features, scale=0.5), -1)
    layer.U.data = torch.triu(draws.normal(features, features, scale=0.5), 1)
    layer.log_S.data = draws.normal(features, scale=0.5)
    return OnVectors(layer)


def linear_case(name, features, use_lu):
    draws = Draws(name)
    flow = linear(features, use_lu, draws)
    parametrisation = "plu" if use_lu else "dense"
    config = {"kind": "invertibleLinear", "parametrisation": parametrisation}
    case = plain_case(name, flow, features, config, draws, flow.inner)
    case["state"].pop("eye", None)
    return case


def batch_norm_case(name, features, training):
    """torch's batch_norm with weight exp(gamma). The log-det and the inverse are those of RealNVP's appendix E.

    In evaluation the running statistics are used; in training the batch's, and the running ones move.
    """
    draws = Draws(name)
    eps, momentum = 1e-5, 0.1
    module = nn.Module()
    module.log_scale = nn.Parameter(draws.normal(features, scale=0.3))
    module.shift = nn.Parameter(draws.normal(features))
    module.register_buffer("running_mean", draws.normal(features))
    module.register_buffer("running_var", draws.normal(features, scale=0.4).exp().float().double())
    before = state(module)

    def run(direction, x, _):
        if direction == "forward":
            std = torch.sqrt(module.running_var + eps)
            value = (x - module.shift) / module.log_scale.exp() * std + module.running_mean
            return value, (std.log() - module.log_scale).sum()
        variance = x.var(0, correction=0) if training else module.running_var
        value = F.batch_norm(
            x,
            module.running_mean,
            module.running_var,
            weight=module.log_scale.exp(),
            bias=module.shift,
            training=training,
            momentum=momentum,
            eps=eps,
        )
        return value, (module.log_scale - 0.5 * torch.log(variance + eps)).sum()

    if not training:
        for direction in ("forward", "inverse"):
            assert_log_det(lambda x, c, d=direction: run(d, x, c), draws.normal(BATCH, features))
    directions = ("inverse",) if training else ("forward", "inverse")
    widen = lambda x: (2 * x + 1).float().double()
    return {
        "name": name,
        "config": {
            "kind": "batchNorm",
            "features": features,
            "momentum": momentum,
            "epsilon": eps,
            "training": training,
        },
        "state": before,
        **passes(run, module, draws, [features], directions=directions, to_domain=widen),
        **({"stateAfter": state(module)} if training else {}),
    }


def chain_case(name):
    """A whole flow of normflows: two couplings, actnorms and 1x1 convolutions, listed in the order z -> x."""
    draws = Draws(name)
    features = 4
    first, net_first = coupling(features, "even")
    second, net_second = coupling(features, "odd", activation="tanh")
    parts = [
        first,
        act_norm(features, draws),
        linear(features, True, draws),
        second,
        act_norm(features, draws),
        linear(features, False, draws),
    ]
    for net in (net_first, net_second):
        randomise(net, draws)
    flow = NormalizingFlow(None, parts)
    named = nn.ModuleList([net_first, parts[1], parts[2].inner, net_second, parts[4], parts[5].inner])
    run = lambda direction, x, _: getattr(flow, f"{direction}_and_log_det")(x)
    for direction in ("forward", "inverse"):
        assert_log_det(lambda x, c, d=direction: run(d, x, c), draws.normal(BATCH, features))
    weights = state(named)
    for key in [key for key in weights if key.endswith(("data_dep_init_done", "eye"))]:
        del weights[key]
    return {
        "name": name,
        "config": {"kind": "chain", "features": features},
        "state": weights,
        **passes(run, named, draws, [features]),
    }


def layer_fixtures():
    """Fixtures by file name, each a list of cases."""
    return {
        "affine-coupling": [
            coupling_case("affineCoupling, even, 2 tanh(h/2)", 5, "even"),
            coupling_case("affineCoupling, odd, exp, elu", 6, "odd", log_scale="exp", activation="elu"),
            coupling_case("affineCoupling, firstHalf, sigmoid", 5, "firstHalf", log_scale="sigmoid"),
            coupling_case("affineCoupling, even, bound 0.5", 2, "even", bound=0.5),
        ],
        "affine-coupling-context": [
            coupling_case("affineCoupling, secondHalf, 2 tanh(h/2), context", 5, "secondHalf", context=3),
            coupling_case(
                "affineCoupling, odd, exp, context, tanh", 3, "odd", log_scale="exp", activation="tanh", context=2
            ),
            coupling_case(
                "affineCoupling, even, sigmoid, context", 4, "even", log_scale="sigmoid", activation="sigmoid", context=2
            ),
        ],
        "additive-coupling": [
            coupling_case("additiveCoupling, odd", 5, "odd", log_scale="additive"),
            coupling_case("additiveCoupling, even, context", 4, "even", log_scale="additive", context=2),
        ],
        "act-norm": [act_norm_case("actNorm", 4)],
        "invertible-linear": [
            linear_case("invertibleLinear, plu", 5, True),
            linear_case("invertibleLinear, dense", 4, False),
        ],
        "batch-norm": [
            batch_norm_case("batchNorm, training", 4, True),
            batch_norm_case("batchNorm, evaluation", 4, False),
        ],
        "chain": [chain_case("chain of couplings, actnorms and linear maps")],
    }
