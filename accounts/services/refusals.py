"""Why a service would not do what was asked. Nothing is half written when one is raised."""


class Refused(Exception):
    """A rule of this site forbids it; the message says which, for whoever asked."""


class NotAgreed(Refused):
    """The client does not agree, or no longer, that anything about their health is kept."""


class NotFound(Refused):
    """Not there, or not yours: the two look the same."""
