"""One measuring process of a Python peer: turns on stdin, answers on stdout, one JSON a line.

    python turns.py <folder of the peers> <subject> <workload> <batch>

It speaks like `processes/child.ts`, so that peers take turns with everybody else.
"""

import json
import sys
import time
from argparse import Namespace


def main(folder, subject, workload, batch):
    sys.path.insert(0, folder)
    import bench

    functions, version = bench.prepare(Namespace(subject=[subject], workload=[workload], batch=[int(batch)]))
    answer({"detail": f"{version}, Python {sys.version.split()[0]}"})
    for line in sys.stdin:
        turn = json.loads(line)
        try:
            if turn["metric"] == "peak-memory":
                answer({"values": [bench.peak_megabytes()]})
                continue
            run = functions[turn["metric"]]
            answer({"values": time_calls(run, turn["warmUpSeconds"], turn["seconds"])})
        except Exception as error:
            answer({"error": f"{type(error).__name__}: {error}"})


def time_calls(run, warm_up_seconds, seconds):
    """As `stopwatch.ts`: one call is never timed, one always is."""
    start = time.perf_counter()
    run()
    while time.perf_counter() - start < warm_up_seconds:
        run()
    milliseconds = []
    start = last = time.perf_counter()
    while not milliseconds or last - start < seconds:
        run()
        now = time.perf_counter()
        milliseconds.append(1000 * (now - last))
        last = now
    return milliseconds


def answer(value):
    print(json.dumps(value), flush=True)


main(*sys.argv[1:])
