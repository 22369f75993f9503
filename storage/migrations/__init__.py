"""How the schema came to be, one step a file; run by `upgrade`, never by hand.

To change the schema: change `storage/schema.py`, add `versions/v0002_what_changed.py` (with
`down_revision = "0001"`), set `REVISION` to it, run `tests/storage`. Steps spell out their tables
and import nothing of ours, so that they still do the same when the schema has moved on.
Everything runs in one transaction, and there is no way down: a backup is the way back.
"""
