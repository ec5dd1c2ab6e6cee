"""Tables for a spreadsheet, which must not run what somebody typed."""

import re

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""

FORMULA = re.compile(r'(^|[;\t\r\n])(?=[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r\n])')
"""Where a spreadsheet may take words for a formula (OWASP, CSV injection).

At the beginning, full-width or not; and after what parts cells in other countries, for a German
Excel splits at a semicolon and takes no notice of the quotes around it.
"""


def safe(cell: str) -> str:
    """A cell that every spreadsheet takes for words."""
    return FORMULA.sub(r"\1'", cell)
