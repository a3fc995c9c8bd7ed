"""Every way out of a page that we know, tried from inside the vault in a real Chromium.

`catalogue/` is the list: some lines of JavaScript or Python for each way. `listener/` hears
what comes out, whatever the protocol. `stage.py` opens a page and runs a way in it, `column.py`
says which protections are on, `run.py` tries every way in every column, inside the network of its
own that `world.py` makes. `python -m tests.browser.channels` does it and writes docs/ways-out.md.
"""
