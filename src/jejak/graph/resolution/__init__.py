"""Who is who: what joins claims into entities, by rules and by people's judgements."""

from jejak.graph.resolution.rules import Resolution, resolve
from jejak.graph.resolution.standing import check_judgement, check_judgements

__all__ = ["Resolution", "check_judgement", "check_judgements", "resolve"]
