"""Stop signs, emergency signs, and how hard each one stops."""

from collections.abc import Set

from coaching.rules.terms import Symptom

STOP_SIGNS = frozenset(
    {
        Symptom.SHARP_PAIN,
        Symptom.JOINT_LOCKING,
        Symptom.NUMBNESS,
        Symptom.RADIATING_TINGLING,
    }
)
"""The article's four (A22-A25)."""

EMERGENCY_SIGNS = frozenset(
    {
        Symptom.SADDLE_NUMBNESS,
        Symptom.BLADDER_OR_BOWEL_CHANGE,
        Symptom.TINGLING_BOTH_LEGS,
        Symptom.LEG_WEAKNESS,
    }
)
"""Not from the article: cauda equina card by Greenhalgh, Mercer and Finucane; BASS 2018."""


def is_emergency(symptoms: Set[Symptom]) -> bool:
    """True where any of them needs urgent care now."""
    return not EMERGENCY_SIGNS.isdisjoint(symptoms)


def is_stop(symptoms: Set[Symptom]) -> bool:
    """True where any of them is one of the article's stop signs."""
    return not STOP_SIGNS.isdisjoint(symptoms)
