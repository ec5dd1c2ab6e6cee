"""The floor: what Django itself costs, as a bare application of two views.

A signed-in page of ten kilobytes with three indexed queries, one row that a form inserts, and the
queries of a logged set without the rules. It runs on the same server, the same Python and the same
kind of database as the site.
"""
