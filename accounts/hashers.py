"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with the first of OWASP's parameter sets.

    19 MiB, two passes, one lane: about 30 ms, so that a login storm fits on two cores.
    Source: OWASP Password Storage Cheat Sheet.
    """

    memory_cost = 19_456  # KiB
    time_cost = 2
    parallelism = 1
