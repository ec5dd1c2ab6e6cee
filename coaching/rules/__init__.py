"""The coaching rules: pure functions over frozen values.

No Django, no clock, no chance, no I/O. What a client reports goes in as events,
what the program says comes out as decisions. The contract is `docs/rules.md`.
"""

ENGINE_VERSION = "1.2.0"
"""Written into every stored decision; raised whenever a rule could answer differently."""
