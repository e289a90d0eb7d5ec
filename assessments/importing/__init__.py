"""Scores from files: reading workbooks safely, cells to values, long and wide tables, what would change.

The way of a file: `reading` tells its kind by its bytes and opens it within `limits`; `xlsx`, `ods` and `delimited`
give rows of plain values; `tables` finds the heading row; `cells` reads a value; `scores` puts an agency's year
together and compares it with what is stored. What is wrong is a `problems.Problem`, never an exception from a parser.
"""
