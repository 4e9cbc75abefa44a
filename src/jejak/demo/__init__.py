"""The demo case: invented people, six planted syndicates and their innocent look-alikes, as files that agencies send.

Invariant: the same seed and size give the same bytes.
"""
