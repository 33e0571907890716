"""Make a fresh, empty database beside a given one on PostgreSQL, or print its address.

    python tests/house/fresh_database.py [--address] DATABASE_URL NAME

Called by script/test and script/bench; no test itself.
"""

import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


def address_of(url: str, name: str) -> str:
    """Return the address of the database ``name`` on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def make_fresh(url: str, name: str) -> None:
    """Drop the database ``name`` if it is there and create it anew; the one in ``url`` may not exist yet."""
    with psycopg.connect(address_of(url, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


if __name__ == "__main__":
    *flags, given_url, given_name = sys.argv[1:]
    if "--address" in flags:
        sys.stdout.write(address_of(given_url, given_name))
    else:
        make_fresh(given_url, given_name)
