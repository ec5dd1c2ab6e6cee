"""`python -m bench`: how fast the rules and the pages are on this machine.

It measures and prints; it judges nothing. Every figure is of a database and a server of its own.
"""
