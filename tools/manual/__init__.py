"""The reference manual, made from the models, the commands and the files they are shown with.

``python -m tools.manual`` writes the generated pages of ``docs/``. Their prose stands in ``tools/manual/prose``; what
a line such as ``<!-- fields: Seat -->`` stands for is made from the code.
"""
