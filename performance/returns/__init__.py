"""Returns: figures out to a workbook, filled in by their owner or a data provider, and back in as drafts.

expected (what a person reports) -> writing (the workbook) ... cells (bytes to cells) -> rows (whose row is
what) -> typed (cells to what the entry form takes) -> comparing (what would change and what is wrong) ->
keeping (upload, load, throw away). Nothing here submits a figure, and only `workflow.save_draft` writes one.
"""
