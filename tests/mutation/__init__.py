"""Reversed meanings: what the model would say if one line said the opposite, and whether verification sees it.

`reversals/` holds the list, a file a room; `sh scripts/mutate` tries them. A test that cannot fail verifies nothing:
for each reversal a copy of the sources is changed, and a test of `tests/verification`, which rests on theory or on a
count worked out elsewhere, must fail there.

Source: DeMillo, Lipton and Sayward 1978, Hints on test data selection, doi:10.1109/C-M.1978.218136.
"""
