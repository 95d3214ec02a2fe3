"""The reference manual, made from the models, the commands and the files they are shown with.

``python -m sim.manual`` writes the generated pages of ``docs/``. Their prose stands in ``sim/manual/prose``; what a
line such as ``<!-- fields: Seat -->`` stands for is made from the code.
"""
