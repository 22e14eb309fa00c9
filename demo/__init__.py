"""A make-believe province on this machine's own loopback: what it publishes, and servers that publish it.

Nothing in it is real, neither people nor papers nor numbers; its texts are written for it. It is what a newcomer
sees first and what a test of the whole path reads, so its sites behave as real ones do, bad habits included.
"""
