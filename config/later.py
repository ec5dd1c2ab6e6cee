"""Modules that are loaded when somebody first needs them."""

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec

PASSKEYS = "allauth.mfa.webauthn.internal.auth"
"""Brings `fido2` and `cryptography` along: a seventh of a worker's memory, for a rare sign-in."""


def load_later(name: str) -> None:
    """Import a module at once by its name, and run it when something of it is asked for.

    Only for modules that nothing has imported yet.
    """
    spec = find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    # `from package import module` looks here first, and would else ask the module itself.
    setattr(sys.modules[name.rpartition(".")[0]], name.rpartition(".")[2], module)
    spec.loader.exec_module(module)
