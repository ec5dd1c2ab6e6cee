"""`{% load receipts %}`."""

from django import template

from coaching.models import Decision
from coaching.showing.retelling import Receipt, receipt_of

register = template.Library()


@register.filter
def as_receipt(decision: Decision) -> Receipt:
    """`{% with receipt=decision|as_receipt %}`: a stored decision in the parts a page shows."""
    return receipt_of(decision)
