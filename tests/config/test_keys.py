import multiprocessing
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import keys


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(tmp_path):
    path = tmp_path / "secret_key"
    assert len(keys.kept_in(path)) >= keys.LEAST_CHARACTERS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_next_start_finds_the_same_key(tmp_path):
    assert keys.kept_in(tmp_path / "secret_key") == keys.kept_in(tmp_path / "secret_key")


def test_no_draft_of_the_key_stays_behind(tmp_path):
    keys.kept_in(tmp_path / "secret_key")
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def read_together(path, barrier, answers):
    barrier.wait()
    answers.put(keys.kept_in(path))


def test_processes_that_start_at_once_agree_on_one_key(tmp_path):
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(4), context.Queue()
    arguments = (tmp_path / "secret_key", barrier, answers)
    processes = [context.Process(target=read_together, args=arguments) for _ in range(4)]
    for process in processes:
        process.start()
    found = {answers.get() for _ in processes}
    for process in processes:
        process.join()
    assert len(found) == 1


def test_a_key_one_character_too_short_is_refused():
    least = "x" * keys.LEAST_CHARACTERS
    assert keys.checked(least) == least
    with pytest.raises(ImproperlyConfigured, match="has 49 characters; 50 are needed"):
        keys.checked(least[1:])


def test_a_key_that_cannot_be_read_is_refused_with_a_hint(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="set SECRET_KEY"):
        keys.kept_in(tmp_path)
