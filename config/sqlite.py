"""Puts a current SQLite in the place of the one that Python was built with.

Import this before Django's SQLite backend. SQLite before 3.51.3 can corrupt a WAL database
that two connections use at once, and most systems still ship an older one.
"""

import sys

import pysqlite3
from pysqlite3 import dbapi2

OLDEST_SAFE = (3, 51, 3)

# Django asks for these two of sqlite3's limits, which pysqlite3 does not know. The codes are
# SQLite's own; the values are its defaults, which hold unless it was built with others.
LIMIT_COLUMN, LIMIT_VARIABLE_NUMBER = 2, 9
LIMITS = {LIMIT_COLUMN: 2_000, LIMIT_VARIABLE_NUMBER: 32_766}


class Connection(dbapi2.Connection):
    """A connection that Django's backend can ask for its limits."""

    def getlimit(self, category: int) -> int:
        """The most columns in a result, or parameters in a statement."""
        return LIMITS[category]


def install() -> None:
    """Make `import sqlite3` mean pysqlite3 from here on.

    Raises RuntimeError when even pysqlite3 is older than is safe.
    """
    if dbapi2.sqlite_version_info < OLDEST_SAFE:
        raise RuntimeError(
            f"SQLite {dbapi2.sqlite_version} can corrupt the database; 3.51.3 or newer is needed."
            " Run `make setup`."
        )
    for module in (pysqlite3, dbapi2):
        module.SQLITE_LIMIT_COLUMN = LIMIT_COLUMN
        module.SQLITE_LIMIT_VARIABLE_NUMBER = LIMIT_VARIABLE_NUMBER
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2


install()
