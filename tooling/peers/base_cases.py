"""Base distributions: normflows' mixture, and torch.distributions for the others."""

import torch
from normflows.distributions import DiagGaussian, GaussianMixture
from torch import distributions as D
from torch import nn

from record import Draws, one_pass, state, tensor

FEATURES = 3
FAR = 12.0


def case(name, config, module, log_prob, points=None):
    """log p, and the gradients of sum(b * log p) with respect to z and every parameter; score is with b = 1."""
    draws = Draws(name)
    z = draws.normal(6, FEATURES, scale=2) if points is None else points(draws)
    run = lambda given, _: (given.new_zeros(len(given), 1), log_prob(given))
    result = one_pass(run, module, draws, z)
    given = z.clone().requires_grad_()
    (score,) = torch.autograd.grad(log_prob(given).sum(), given, allow_unused=True, materialize_grads=True)
    return {
        "name": name,
        "config": {**config, "features": FEATURES},
        "state": {} if module is None else state(module),
        "input": result["input"],
        "b": result["b"],
        "logProb": result["logDet"],
        "gradients": result["gradients"],
        "score": tensor(score),
    }


def with_tails(draws):
    """Points near the centre, and two rows far from it on either side."""
    near = draws.normal(4, FEATURES, scale=1.5)
    return torch.cat([near, torch.full((1, FEATURES), FAR), torch.full((1, FEATURES), -FAR)])


def location_and_log_scale(name):
    draws = Draws(f"{name}, parameters")
    module = nn.Module()
    module.loc = nn.Parameter(draws.normal(FEATURES))
    module.log_scale = nn.Parameter(draws.normal(FEATURES, scale=0.5))
    return module


def independent(distribution):
    return D.Independent(distribution, 1, validate_args=False)


def standard_normal():
    base = independent(D.Normal(torch.zeros(FEATURES), torch.ones(FEATURES)))
    return case("standardNormal", {"kind": "standardNormal"}, None, base.log_prob, with_tails)


def diagonal_normal():
    draws = Draws("diagonalNormal, parameters")
    module = DiagGaussian(FEATURES)
    module.loc.data = draws.normal(1, FEATURES)
    module.log_scale.data = draws.normal(1, FEATURES, scale=0.5)
    return case("diagonalNormal", {"kind": "diagonalNormal"}, module, module.log_prob)


def full_normal():
    """W, lower triangular with diagonal exp(log_diagonal), makes the precision W^T W that torch is given."""
    draws = Draws("fullNormal, parameters")
    module = nn.Module()
    module.loc = nn.Parameter(draws.normal(FEATURES))
    module.log_diagonal = nn.Parameter(draws.normal(FEATURES, scale=0.4))
    module.lower = nn.Parameter(draws.normal(FEATURES, FEATURES, scale=0.7))

    def precision():
        w = torch.tril(module.lower, -1) + torch.diag(module.log_diagonal.exp())
        return w.T @ w

    log_prob = lambda z: D.MultivariateNormal(module.loc, precision_matrix=precision()).log_prob(z)
    built = case("fullNormal", {"kind": "fullNormal"}, module, log_prob)
    built["covariance"] = tensor(torch.linalg.inv(precision()))
    return built


def normal_mixture(name, points):
    draws = Draws(f"{name}, parameters")
    modes = 4
    module = GaussianMixture(modes, FEATURES)
    module.loc.data = draws.normal(1, modes, FEATURES, scale=2)
    module.log_scale.data = draws.normal(1, modes, FEATURES, scale=0.5)
    module.weight_scores.data = draws.normal(1, modes)
    same = D.MixtureSameFamily(
        D.Categorical(logits=module.weight_scores[0]),
        independent(D.Normal(module.loc[0], module.log_scale[0].exp())),
        validate_args=False,
    )
    z = Draws(name).normal(6, FEATURES, scale=2)
    assert torch.allclose(module.log_prob(z), same.log_prob(z), rtol=1e-12, atol=1e-12)
    return case(name, {"kind": "normalMixture", "components": modes}, module, module.log_prob, points)


def student_t(degrees):
    name = f"studentT, {degrees} degrees of freedom"
    module = location_and_log_scale(name)
    log_prob = lambda z: independent(D.StudentT(degrees, module.loc, module.log_scale.exp())).log_prob(z)
    return case(name, {"kind": "studentT", "degreesOfFreedom": degrees}, module, log_prob, with_tails)


def logistic():
    """An affine map of the logit of a uniform number. Near points only: the logit of a far one is not finite."""
    module = location_and_log_scale("logistic")

    def log_prob(z):
        maps = [D.SigmoidTransform().inv, D.AffineTransform(module.loc, module.log_scale.exp())]
        uniform = D.Uniform(torch.zeros(FEATURES), torch.ones(FEATURES), validate_args=False)
        return independent(D.TransformedDistribution(uniform, maps, validate_args=False)).log_prob(z)

    return case("logistic", {"kind": "logistic"}, module, log_prob)


def uniform():
    module = nn.Module()
    module.register_buffer("low", torch.tensor([-1.0, 0.5, -3.0]))
    module.register_buffer("high", torch.tensor([2.0, 1.5, 7.0]))
    base = independent(D.Uniform(module.low, module.high, validate_args=False))
    width = module.high - module.low
    inside = lambda draws: (module.low + width * torch.sigmoid(draws.normal(6, FEATURES))).float().double()
    # A flat density leaves nothing on torch's tape; nothing times z does.
    log_prob = lambda z: base.log_prob(z) + 0 * z.sum(1)
    return case("uniform", {"kind": "uniform"}, module, log_prob, inside)


def base_fixtures():
    return {
        "bases": [
            standard_normal(),
            diagonal_normal(),
            full_normal(),
            normal_mixture("normalMixture", None),
            normal_mixture("normalMixture, far tails", with_tails),
            student_t(3.5),
            student_t(1.0),
            logistic(),
            uniform(),
        ]
    }
