"""The figure: one side view of a person, drawn from thigh angle, knee flexion and pelvic tilt.

Pure Python: numbers in, a `Figure` of SVG path data out. `templates/coaching/_figure.svg` draws it.
"""

from coaching.figure.closeup import Closeup, draw_closeup
from coaching.figure.drawing import Figure, Shape, draw, draw_reverse_crunch
from coaching.figure.jointed import Jointed, draw_jointed
from coaching.figure.marks import Label
from coaching.figure.words import angle_in_words, height_in_words

__all__ = [
    "Closeup",
    "Figure",
    "Jointed",
    "Label",
    "Shape",
    "angle_in_words",
    "draw",
    "draw_closeup",
    "draw_jointed",
    "draw_reverse_crunch",
    "height_in_words",
]
