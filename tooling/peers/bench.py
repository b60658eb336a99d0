"""Times PyTorch and JAX on the benchmark's workloads and prints one JSON array of rows.

    python bench.py                                        everything that is installed; takes long
    python bench.py --workload W1 --batch 64 --subject pytorch-eager-1t pytorch-compile-1t --runs 100
    python bench.py --workload W1 --batch 64 --losses 20   the first losses instead, to see that all do the same

Progress goes to stderr. Every subject runs in a process of its own, with its number of threads or cores.
"""

import argparse
import importlib.util
import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import time

from workloads import METRICS, WORKLOADS, metrics_of

SUBJECTS = {
    f"{name}-{count}{unit}": (name, count)
    for name, unit in (
        ("pytorch-eager", "t"),
        ("pytorch-compile", "t"),
        ("pytorch-compile-loss", "t"),
        ("jax-jit", "c"),
    )
    for count in (1, 2)
}
WARM_UP_RUNS = 20
WARM_UP_SECONDS = 1.0
MOST_WARM_UP_SECONDS = 10.0
# glibc gives large blocks back to the system after every step and faults them in again.
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "1000000000", "MALLOC_MMAP_THRESHOLD_": "1000000000"}


def main():
    args = arguments()
    if args.child:
        print(json.dumps(losses(args) if args.losses else rows(args)))
        return
    found = []
    for workload in args.workload:
        for batch in args.batch or WORKLOADS[workload].batches:
            for subject in subjects_of(workload, args.subject):
                print(f"{workload} {batch} {subject}", file=sys.stderr, flush=True)
                found += run_child(workload, batch, subject, args)
    print(json.dumps(found, indent=1))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    has_jax = importlib.util.find_spec("jax") is not None
    everything = [name for name in SUBJECTS if has_jax or not name.startswith("jax")]
    parser.add_argument("--workload", nargs="+", choices=WORKLOADS, default=list(WORKLOADS))
    parser.add_argument("--batch", nargs="+", type=int, help="default: those of the workload")
    parser.add_argument("--subject", nargs="+", choices=SUBJECTS, default=everything)
    parser.add_argument("--metric", nargs="+", choices=METRICS, default=list(METRICS))
    parser.add_argument("--runs", type=int, default=100, help="timed runs of each metric")
    parser.add_argument("--losses", type=int, default=0, help="print so many losses and no timings")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def subjects_of(workload, asked):
    """Glow is timed as modules run: other ways would be compiled for minutes."""
    return [name for name in asked if not workload.startswith("W3") or name.startswith("pytorch-eager")]


def run_child(workload, batch, subject, args):
    _, count = SUBJECTS[subject]
    command = [sys.executable, __file__, "--child", "--workload", workload, "--batch", str(batch)]
    command += ["--subject", subject, "--metric", *(m for m in metrics_of(WORKLOADS[workload]) if m in args.metric)]
    command += ["--runs", str(args.runs), "--losses", str(args.losses)]
    environment = {**os.environ, **KEEP_MEMORY, "OMP_NUM_THREADS": str(count)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def prepare(args):
    """The functions to time and the version of what runs them."""
    [name], [batch], [subject] = args.workload, args.batch, args.subject
    kind, count = SUBJECTS[subject]
    if subjects_of(name, [subject]) == []:
        sys.exit(f"{subject} does not run Glow")
    if kind == "jax-jit":
        # XLA takes as many threads as it sees cores, so this comes before jax is imported.
        cores = sorted(os.sched_getaffinity(0))[:count]
        os.sched_setaffinity(0, cores)
        import bench_jax

        return bench_jax.metrics(WORKLOADS[name], batch), bench_jax.VERSION
    import bench_torch

    how = kind.removeprefix("pytorch-")
    return bench_torch.metrics(WORKLOADS[name], batch, how, count), bench_torch.VERSION


def rows(args):
    # Before the process confines itself to some of the cores.
    host = machine()
    functions, version = prepare(args)
    shared = {"workload": args.workload[0], "subject": args.subject[0], "batch": args.batch[0], "unit": "ms"}
    measured = []
    for metric in args.metric:
        figures = memory(functions["train-step"]) if metric == "peak-memory" else timed(functions[metric], args.runs)
        measured.append({**shared, "metric": metric, **figures, "machine": f"{host}, {version}"})
    return measured


def memory(step):
    step()
    step()
    peak = peak_megabytes()
    return {"unit": "MB", "median": peak, "min": peak, "max": peak, "runs": 1}


def peak_megabytes():
    """The most memory that this process has had resident."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def losses(args):
    functions, _ = prepare(args)
    step = functions["train-step"]
    return [{"subject": args.subject[0], "losses": [step() for _ in range(args.losses)]}]


def timed(run, runs):
    """Milliseconds of single runs, after the compiler, the caches and the clock have settled."""
    run()
    start, warm = time.perf_counter(), 0
    while (warm < WARM_UP_RUNS and time.perf_counter() - start < MOST_WARM_UP_SECONDS) or (
        time.perf_counter() - start < WARM_UP_SECONDS
    ):
        run()
        warm += 1
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = run()
        times.append(1e3 * (time.perf_counter() - start))
        # A step that is not finite changes nothing, and would be timed for less than it should do.
        assert not isinstance(result, float) or math.isfinite(result), "training diverged"
    return {
        "median": round(statistics.median(times), 4),
        "min": round(min(times), 4),
        "max": round(max(times), 4),
        "runs": runs,
    }


def machine():
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{processor()}, {cores} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def processor():
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "unknown processor"


if __name__ == "__main__":
    main()
