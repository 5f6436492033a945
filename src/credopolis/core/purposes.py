"""The purposes of draws. Every draw of the model is owned by one of these; a number is never reused."""

from typing import Final

import numpy as np

HOUSEHOLDS: Final = np.int64(1)
TRAITS: Final = np.int64(2)
ATTRIBUTES: Final = np.int64(3)
BIRTHS: Final = np.int64(4)
DEATHS: Final = np.int64(5)
UPBRINGING: Final = np.int64(6)  # traits of who is born in a run
IN_BIRTH: Final = np.int64(7)  # what hangs on a birth that is an act
CANDIDATES: Final = np.int64(10)
OWN_CANDIDATES: Final = np.int64(12)  # for acts that only the rulebook knows
ARMY: Final = np.int64(8)  # whether a life asks to serve, and when: keyed by the life alone
CHAMPIONSHIPS: Final = np.int64(9)  # when a child wins next: keyed by the life and the day
OF_CHILD: Final = np.int64(18)  # what hangs on what a child did that is an act of its parents
JOBS: Final = np.int64(19)  # what happens to a life's work, and when: keyed by the life and the day
KINDERGARTEN: Final = np.int64(59)  # whether a child goes to kindergarten: keyed by the life alone
PARTY: Final = np.int64(60)  # when somebody asks to join the Party: keyed by the life alone
CONSENT: Final = np.int64(67)  # whether somebody agrees to be scored: keyed by the life alone
# Draws that hang on one candidate: its 64-bit draw is the key, the purpose the counter.
SEEN: Final = np.int64(20)  # plus the channel's index (up to 16 channels)
DELAY: Final = np.int64(40)
TRUTH: Final = np.int64(41)
TARGET: Final = np.int64(42)
CHARGE: Final = np.int64(43)
STRIKES: Final = np.int64(45)  # what tells a false report from others on the same life
ENCOUNTER: Final = np.int64(44)
# Draws that hang on one entry: keyed by the life and what was posted when.
LEDGER: Final = np.int64(11)
LEARNS: Final = np.int64(50)
APPEALS: Final = np.int64(51)
CORRECTS: Final = np.int64(52)
REPAIRS: Final = np.int64(53)
SPREADS: Final = np.int64(54)
IS_REFUSED: Final = np.int64(55)
CHOOSES: Final = np.int64(56)
# What a false report of a neighbour comes to: keyed by whom it strikes and what tells it from others.
REPORTED: Final = np.int64(58)
# Rounding of a life's own experience, on the day on which it moves: keyed by the life and the day.
EXPERIENCE: Final = np.int64(15)
# When a life asks for a service next, and for which: keyed by the life and the day.
REQUESTS: Final = np.int64(16)
# Incidents of a province in a tick.
INCIDENTS: Final = np.int64(13)
# Audits of a province in a tick.
AUDITS: Final = np.int64(57)
# People whom a filter of posts gets sentenced, of a province and kind in a tick.
POSTS: Final = np.int64(70)
# Changes of rules that nobody expects: of no life, and drawn before a run begins.
SUDDEN: Final = np.int64(17)
# Rounding of how used a life is to fear, and of its own parts of trust, on the day on which they move.
HABITS: Final = np.int64(63)
TRUSTS: Final = np.int64(64)
# Acts of speech of who speaks openly: keyed by the life, the day and the act; with counters beside SEEN.
SPEECH: Final = np.int64(65)
# Whom a piece of news reaches: keyed by the life and the day on which it is told.
NEWS: Final = np.int64(71)
AT_GAP: Final = np.int64(46)
AT_ANSWER: Final = np.int64(47)
AT_TAKING: Final = np.int64(48)
# The lives of a panel: of no tick and no life, and of the seed that the panel is asked with.
PANEL: Final = np.int64(14)
# Companies: what one is (by its place and how many stood there before), what it does in a month, its ties, its trade.
FIRM: Final = np.int64(80)
FIRM_MONTH: Final = np.int64(81)
FIRM_TIES: Final = np.int64(82)
FIRM_TRADE: Final = np.int64(83)
FIRM_PROVINCE: Final = np.int64(84)
FIRM_BUSINESS: Final = np.int64(85)
FIRM_GROWTH: Final = np.int64(86)
# What companies do to a life's work in a month: keyed by the life and the month.
DISMISSALS: Final = np.int64(87)
# Who stands for a company that fell: keyed by the district and the month; where that is, by the company and the month.
REPRESENTATIVES: Final = np.int64(88)
