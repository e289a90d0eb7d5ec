"""What a block pasted into the grid of scores means: which figure goes into which cell. Pure.

`plan_paste` reads the block by the names and numbers beside the figures, and a bare column by its length and by the
results of the tools in it. What cannot be placed surely is not placed, and the plan says why.
"""

from .plans import Given, Grid, LeftOut, Line, Placed, Plan, ToolGroup, plan_paste

__all__ = ["Given", "Grid", "LeftOut", "Line", "Placed", "Plan", "ToolGroup", "plan_paste"]
