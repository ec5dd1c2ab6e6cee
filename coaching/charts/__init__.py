"""The charts of the history page: numbers in, words and SVG path data out.

Pure Python. A blank is a gap and a zero is a zero, everywhere. The templates `_chart.html` and
`_ladder.html` draw what comes out of here.
"""

from coaching.charts.answers import Answers, Training, Week
from coaching.charts.discomfort import discomfort_chart
from coaching.charts.ladder import Step, ladder_chart
from coaching.charts.lever import LeverCurve, lever_curve
from coaching.charts.pops import pops_chart
from coaching.charts.range import range_chart
from coaching.charts.sets import sets_chart
from coaching.charts.shapes import Chart, Label, Series
from coaching.charts.stairs import Rung, Stairs, stairs
from coaching.charts.weeks import weeks_chart

__all__ = [
    "Answers",
    "Chart",
    "Label",
    "LeverCurve",
    "Rung",
    "Series",
    "Stairs",
    "Step",
    "Training",
    "Week",
    "discomfort_chart",
    "ladder_chart",
    "lever_curve",
    "pops_chart",
    "range_chart",
    "sets_chart",
    "stairs",
    "weeks_chart",
]
