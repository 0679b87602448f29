"""Official papers as DOCX: the request letter and the decision with its annex."""

from maps.letters.decision import compose_decision
from maps.letters.request import compose_request

__all__ = ["compose_decision", "compose_request"]
