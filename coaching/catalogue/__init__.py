"""The built-in programs and texts, as TOML that a physiotherapist can read in a diff."""

from coaching.catalogue.reading import (
    Catalogue,
    FaultyCatalogue,
    builtin,
    program_from,
    read_catalogue,
)

__all__ = ["Catalogue", "FaultyCatalogue", "builtin", "program_from", "read_catalogue"]
