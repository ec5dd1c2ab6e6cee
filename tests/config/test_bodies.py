from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

from config.bodies import whole

BODY = b"number=1&discomfort=10"


def post(came, announced):
    told = {"REQUEST_METHOD": "POST", "wsgi.input": came, "PATH_INFO": "/workout/"}
    told["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    if announced is not None:
        told["CONTENT_LENGTH"] = announced
    return whole(lambda request: HttpResponse(request.POST.get("discomfort")))(WSGIRequest(told))


def test_a_whole_body_is_heard():
    assert post(BytesIO(BODY), str(len(BODY))).text == "10"


@pytest.mark.parametrize("missing", [1, 2, 12, len(BODY)])
def test_of_a_body_that_ends_before_its_length_nothing_is_heard(missing):
    response = post(BytesIO(BODY[:-missing]), str(len(BODY)))
    assert (response.status_code, response.text[:25]) == (400, "Not all of it arrived, so")


def test_bytes_beyond_the_announced_length_belong_to_somebody_else():
    assert post(BytesIO(BODY + b"0"), str(len(BODY))).text == "10"


@pytest.mark.parametrize("announced", [None, "", "0", "abc", "-1"])
def test_where_nothing_is_announced_nothing_is_there(announced):
    assert post(BytesIO(b""), announced).status_code == 200


def test_a_line_that_breaks_while_it_is_read_is_the_same():
    class Broken(BytesIO):
        def read(self, *_):
            raise OSError

    assert post(Broken(), "5").status_code == 400


def test_what_is_too_large_is_left_to_who_answers_for_it(client, db, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert client.post("/outbox/", b"x" * 11, content_type="application/json").status_code != 400
