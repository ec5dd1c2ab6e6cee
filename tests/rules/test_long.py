"""The invariants and the oracle on very many made-up histories."""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.rules.invariants import check_histories

SEED = int(os.environ.get("LONG_SEED", "20260105"))
COUNT = int(os.environ.get("LONG_HISTORIES", "1_000_000"))
CORES = 2
CHUNK = 5_000


def test_the_invariants_hold_on_two_thousand_histories():
    assert check_histories(SEED, 1_800, longest=8) == 1_800
    assert check_histories(SEED, 200, longest=40) == 200


@pytest.mark.long
def test_the_invariants_hold_on_a_million_histories(capsys):
    firsts = range(SEED, SEED + COUNT, CHUNK)
    counts = [min(CHUNK, SEED + COUNT - first) for first in firsts]
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        checked = sum(pool.map(check_histories, firsts, counts, [6] * len(counts)))
    with capsys.disabled():
        sys.stdout.write(f"\n{checked} histories checked from seed {SEED}\n")
    assert checked == COUNT
