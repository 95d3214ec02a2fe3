"""The documentation site: the manual, the lectures as they run, a gallery and the API.

``make docs``, or ``python -m tools.site build/site``; no network is needed.
"""
