"""The built-in programs and texts, as TOML that a physiotherapist can read in a diff."""

from coaching.catalogue.definitions import (
    DefinitionFault,
    loads_of,
    program_from,
    read_definition,
)
from coaching.catalogue.reading import Catalogue, FaultyCatalogue, builtin, read_catalogue
from coaching.catalogue.speaking import in_natural_curve, in_words, spoken

__all__ = [
    "Catalogue",
    "DefinitionFault",
    "FaultyCatalogue",
    "builtin",
    "in_natural_curve",
    "in_words",
    "loads_of",
    "program_from",
    "read_catalogue",
    "read_definition",
    "spoken",
]
