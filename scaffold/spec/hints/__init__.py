"""What was probably meant where a spec cannot be read, and how it would be right.

Imported only when there is something to say: a spec that is right needs none of it.
"""
