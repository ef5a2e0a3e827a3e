"""The read-only HTTP interface for spreadsheets and Power BI (`docs/interface.md`): flat JSON and CSV.

asking: what a request asks for -> authentication: whose token it is -> resources: rows that this person may
see -> writing and answers: the page, its links and its headers.
"""
