"""JAX's side of the benchmark: the same flow and step, each metric one compiled function."""

from math import log, pi

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

from workloads import BETAS, BOUND, EPSILON, LEARNING_RATE, MAX_NORM, first_weights, training_batches

VERSION = f"jax {jax.__version__}"


def metrics(workload, batch):
    """What to time, by metric: functions without arguments that wait for their result."""
    weights, unravel = ravel_pytree(first_weights(workload.widths, workload.couplings))
    batches = [jnp.asarray(x) for x in training_batches(workload, batch)]
    state = (weights, jnp.zeros_like(weights), jnp.zeros_like(weights), jnp.zeros(()))
    loss_and_gradient = jax.value_and_grad(lambda w, x: -log_prob(unravel(w), x).mean())

    def step(state, x):
        """All weights lie in one vector, so that clipping and Adam are one loop."""
        weights, first, second, steps = state
        loss, gradient = loss_and_gradient(weights, x)
        norm = jnp.sqrt(jnp.sum(gradient**2))
        gradient = gradient * jnp.minimum(MAX_NORM / (norm + 1e-6), 1.0)
        ok = jnp.isfinite(loss) & jnp.isfinite(norm)
        steps = steps + ok
        m = BETAS[0] * first + (1 - BETAS[0]) * gradient
        v = BETAS[1] * second + (1 - BETAS[1]) * gradient**2
        spread = jnp.sqrt(v / (1 - BETAS[1] ** steps)) + EPSILON
        moved = weights - LEARNING_RATE * m / (1 - BETAS[0] ** steps) / spread
        kept = [jnp.where(ok, new, old) for new, old in ((moved, weights), (m, first), (v, second))]
        return (*kept, steps), loss

    step = jax.jit(step, donate_argnums=0)
    score = jax.jit(lambda w, x: log_prob(unravel(w), x))

    @jax.jit
    def draw(w, key):
        key, own = jax.random.split(key)
        return decode(unravel(w), jax.random.normal(own, (batch, workload.features))), key

    # The training step consumes its own copy.
    fixed = jnp.array(weights)
    key = jax.random.key(0)
    at = 0

    def train_step():
        nonlocal state, at
        at += 1
        state, loss = step(state, batches[at % len(batches)])
        return float(loss)

    def sample():
        nonlocal key
        x, key = draw(fixed, key)
        return x.block_until_ready()

    return {
        "train-step": train_step,
        "sample": sample,
        "logProb": lambda: score(fixed, batches[0]).block_until_ready(),
    }


def coupling(layers, steering):
    h = steering
    for kernel, bias in layers[:-1]:
        h = jax.nn.relu(h @ kernel + bias)
    shift, raw = jnp.split(h @ layers[-1][0] + layers[-1][1], 2, 1)
    return shift, BOUND * jnp.tanh(raw / BOUND)


def log_prob(nets, x):
    halves = [x[:, 0::2], x[:, 1::2]]
    total = 0.0
    for i in reversed(range(len(nets))):
        steering, moved = i % 2, 1 - i % 2
        shift, log_scale = coupling(nets[i], halves[steering])
        halves[moved] = (halves[moved] - shift) * jnp.exp(-log_scale)
        total = total + log_scale
    energy = 0.5 * (halves[0] ** 2 + halves[1] ** 2) + total
    return -energy.sum(1) - 0.5 * x.shape[1] * log(2 * pi)


def decode(nets, z):
    halves = [z[:, 0::2], z[:, 1::2]]
    for i in range(len(nets)):
        steering, moved = i % 2, 1 - i % 2
        shift, log_scale = coupling(nets[i], halves[steering])
        halves[moved] = halves[moved] * jnp.exp(log_scale) + shift
    return jnp.stack(halves, 2).reshape(z.shape)
