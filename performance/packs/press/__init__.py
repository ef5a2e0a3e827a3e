"""How a pack's pages come off the press: cut into chunks, set by processes of their own, joined and numbered.

- `chunks` cuts the whole HTML at the beginnings of sections into pieces of about ten pages;
- `setting` sets one chunk as a tagged PDF with WeasyPrint, and `worker` does so in a process of its own;
- `pool` has two such processes, and ends them when they take too long;
- `frames` sets what stands around the pages: running heads and the watermark;
- `binding` looks at uploaded PDFs, and makes their pages fit to stand among ours;
- `joining` makes one tagged file of all, and `stamping` numbers its pages;
- `keeping` keeps chunks for the next time.
"""
