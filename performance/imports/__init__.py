"""Moving in from spreadsheets: a workbook is read into a plan, proved, and applied by the verbs.

workbook (bytes to cells) -> headings (what each column is) -> reading (cells to a plan) -> proving (what the
plan says twice) -> applying (the plan through the verbs, in one transaction) -> report.
"""
