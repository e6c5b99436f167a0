"""What the project asks beyond Flask and its extensions.

Each module says why it is there, and what happens without it.
"""
