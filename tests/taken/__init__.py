"""Which names a spec cannot use, read from the starters themselves: `make names`.

Both starters are made for names that nobody would choose. A name in them that holds one
of those is made from the spec; every other is the starters' own, the framework's or
Python's. Where the first kind could become equal to the second, a name is taken.
"""
