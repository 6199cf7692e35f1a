"""Settings of the property-based tests: no example fails for being slow on a busy machine."""

from hypothesis import settings

settings.register_profile("corpora", deadline=None)
settings.load_profile("corpora")
