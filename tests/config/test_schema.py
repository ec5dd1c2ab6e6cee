"""The database keeps what the models promise: a migration can lose a constraint unnoticed."""

import pytest
from django.apps import apps
from django.db import connection

OURS = [
    *apps.get_app_config("accounts").get_models(),
    *apps.get_app_config("coaching").get_models(),
]


def in_the_database(model):
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, model._meta.db_table)


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_constraint_and_index_of_a_model_is_in_the_database(model):
    named = {each.name for each in (*model._meta.constraints, *model._meta.indexes)}
    assert named <= set(in_the_database(model))


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_unique_column_is_unique_in_the_database(model):
    unique = {(field.column,) for field in model._meta.local_concrete_fields if field.unique}
    kept = {
        tuple(told["columns"])
        for told in in_the_database(model).values()
        if told["unique"] or told["primary_key"]
    }
    assert unique <= kept


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_key_of_another_table_is_checked_and_found_by_an_index(model):
    """Else a client could not be erased without reading whole tables."""
    keys = {field.column for field in model._meta.local_concrete_fields if field.related_model}
    kept = in_the_database(model).values()
    checked = {tuple(told["columns"]) for told in kept if told["foreign_key"]}
    found = {tuple(told["columns"][:1]) for told in kept if told["index"] or told["unique"]}
    assert {(key,) for key in keys} <= checked & found
