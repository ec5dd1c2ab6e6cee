import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

NAME = "A_VARIABLE"


@pytest.fixture(autouse=True)
def absent(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    monkeypatch.delenv(f"{NAME}_FILE", raising=False)


@pytest.mark.parametrize("empty", ["", "   "])
def test_an_empty_variable_means_the_default(monkeypatch, empty):
    monkeypatch.setenv(NAME, empty)
    assert env.text(NAME, "default") == "default"
    assert env.flag(NAME, default=True) is True
    assert env.number(NAME, default=3, least=1, most=9) == 3
    assert env.words(NAME, ("a", "b")) == ("a", "b")
    assert env.secret(NAME, "default") == "default"


def test_text_has_no_surrounding_spaces(monkeypatch):
    monkeypatch.setenv(NAME, "  two words ")
    assert env.text(NAME) == "two words"


@pytest.mark.parametrize("word", ["1", "true", "YES", "On"])
def test_a_flag_is_on_for_every_word_for_yes(monkeypatch, word):
    monkeypatch.setenv(NAME, word)
    assert env.flag(NAME, default=False) is True


@pytest.mark.parametrize("word", ["0", "false", "NO", "Off"])
def test_a_flag_is_off_for_every_word_for_no(monkeypatch, word):
    monkeypatch.setenv(NAME, word)
    assert env.flag(NAME, default=True) is False


@pytest.mark.parametrize("word", ["2", "maybe", "tru", "-1"])
def test_a_flag_refuses_any_other_word(monkeypatch, word):
    monkeypatch.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured, match=rf"{NAME}=.* Write {NAME}=1 or 0"):
        env.flag(NAME, default=True)


@pytest.mark.parametrize("word", ["1", "9"])
def test_a_number_may_be_on_the_boundary(monkeypatch, word):
    monkeypatch.setenv(NAME, word)
    assert env.number(NAME, default=3, least=1, most=9) == int(word)


@pytest.mark.parametrize("word", ["0", "10", "1.5", "-1", "+1", "1e0", "٣", "x", "9999999999"])
def test_a_number_refuses_what_is_outside_or_no_number(monkeypatch, word):
    monkeypatch.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}=.* from 1 to 9"):
        env.number(NAME, default=3, least=1, most=9)


def test_words_are_separated_by_commas_or_spaces(monkeypatch):
    monkeypatch.setenv(NAME, " a.example, b.example  c.example,")
    assert env.words(NAME) == ("a.example", "b.example", "c.example")


def test_a_secret_comes_from_the_variable(monkeypatch):
    monkeypatch.setenv(NAME, "hush")
    assert env.secret(NAME) == "hush"


def test_a_secret_comes_from_the_file_that_the_other_variable_names(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("hush\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))
    assert env.secret(NAME) == "hush"


def test_a_secret_in_both_places_is_refused(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("hush")
    monkeypatch.setenv(NAME, "hush")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))
    with pytest.raises(ImproperlyConfigured, match="Keep one"):
        env.secret(NAME)


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff"])
def test_a_secret_file_that_has_no_secret_is_refused(monkeypatch, tmp_path, content):
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv(f"{NAME}_FILE", str(path))
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}_FILE="):
        env.secret(NAME)


def test_no_message_has_more_than_one_line(monkeypatch, tmp_path):
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path))
    with pytest.raises(ImproperlyConfigured) as caught:
        env.secret(NAME)
    assert "\n" not in str(caught.value)


def test_an_address_is_numbers(monkeypatch):
    monkeypatch.setenv("LISTEN", "::1")
    assert env.address("LISTEN", default="127.0.0.1") == "::1"
    monkeypatch.setenv("LISTEN", "localhost")
    with pytest.raises(ImproperlyConfigured, match="Write numbers"):
        env.address("LISTEN", default="127.0.0.1")
