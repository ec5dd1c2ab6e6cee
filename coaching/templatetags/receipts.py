"""`{% load receipts %}`."""

from django import template

from coaching.models import Decision
from coaching.receipts import Said, in_the_readers_words, retold
from coaching.showing.retelling import Receipt, receipt_of
from coaching.tongue import listed

register = template.Library()
register.filter("listed", listed)


@register.filter
def as_receipt(decision: Decision) -> Receipt:
    """`{% with receipt=decision|as_receipt %}`: a stored decision in the parts a page shows."""
    return receipt_of(decision)


@register.filter
def in_words(said: Said) -> Said:
    """What a stored decision said, in the reader's language."""
    return retold(said)


@register.filter
def in_my_words(text: str) -> str:
    """A text of the catalogue that was stored, in the reader's language; a clinic's own stays."""
    return in_the_readers_words(text)
