"""Who is who: what joins claims into entities, by rules and by people's judgements."""

from jejak.graph.resolution.rules import Resolution, check_judgement, check_judgements, resolve

__all__ = ["Resolution", "check_judgement", "check_judgements", "resolve"]
