"""Why a service would not do what was asked. Nothing is half written when one is raised."""


class Refusal(Exception):
    """A request that does not fit where things stand; `str()` of it is for people."""


class NotFound(Refusal):
    """Not there, or not yours: the two look the same."""


class ProgramStopped(Refusal):
    """The program waits for a clearance."""


class AlreadyReported(Refusal):
    """Something else was already saved in this place."""


class OutOfOrder(Refusal):
    """A step before this one has not been taken."""


class NeedsAgreement(OutOfOrder):
    """An answer before the start waits for a professional's agreement."""


class NotAllowed(Refusal):
    """Somebody else has to do this."""


class NotAgreed(Refusal):
    """The client does not agree, or no longer, that anything about their health is kept."""


class AnotherBody(Refusal):
    """Something else came under this id."""


class Unavailable(Exception):
    """The database could not answer. What was asked may be asked again, as it is."""
