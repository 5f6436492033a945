"""A company that is led through a script by the compiled ladder."""

import numpy as np

from credopolis.core.jit import hot_kernel
from credopolis.firms.entries import begin, post, repair
from credopolis.firms.ladder import advance


@hot_kernel
def follow_script(law, firms, entries, used, script, found):
    """Lead one company through a script: rows (what, day, made), what >= 0 an act, -1 a day passes, -2 - act
    a repair of the entry that an act made on a day; the first row is the days that it was judged before, and its first
    day. found : (n, 4) score, grade, lock_until and a mask of lists after each row."""
    f, e, u = firms[0], entries[0], used[0]
    begin(law, f, script[0, 1], script[0, 0])
    for row in range(script.shape[0]):
        what, day = script[row, 0], script[row, 1]
        if row > 0 and what >= 0:
            post(law, f, e, u, what, day)
        elif row > 0:
            advance(law, f, e, day)
            for k in range(f["n_entries"]):
                if what < -1 and e[k]["act"] == -2 - what and e[k]["day"] == script[row, 2]:
                    repair(law, f, e, k, day)
                    break
        mask = np.int64(0)
        for k in range(law.rules[0]["n_lists"]):
            mask |= np.int64(f["list_until"][k] != 0) << k
        found[row, 0], found[row, 1], found[row, 2], found[row, 3] = f["score"], f["grade"], f["lock_until"], mask
