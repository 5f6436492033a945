"""Rulebooks that tests share: the shipped ones, two of other kinds, and a small one to break."""

from __future__ import annotations

from credopolis.library.names import REGIMES, resolve_rulebook

SHIPPED = {name: resolve_rulebook(name) for name in REGIMES}

BANK_SCORE = """
format: credopolis-rulebook/1
name: bank-score
title: A bank-style score whose entries age
account: hypothetical
source: [us-007, us-008]
score: {start: 680, min: {value: 300, source: us-007}, max: {value: 850, source: us-007}}
scored_from_age: 18y
grades:
  prime: {from: 660, benefits: [cheap_loan]}
  near-prime: {from: 620}
  subprime: {restrictions: [loans]}
gates:
  cheap_loan: {kind: benefit, worth: 1}
  loans: {kind: restriction, worth: 2}
acts:
  missed_payment: {points: -40, counts_for: {value: 7y, source: us-008}, seen_by: {records: 0.95}}
  bankruptcy: {points: -200, counts_for: {value: 10y, source: us-009}, seen_by: {records: 1}, decision: court}
  paid_on_time: {points: 2, counts_for: 1y, cap_per_year: 12, seen_by: {records: 0.9}}
due_process: {notice: 1, access: 1, appeal: 0.8, appeal_within: {value: 30d, source: us-010, range: [30d, 45d]}}
"""

DOSSIER = """
format: credopolis-rulebook/1
name: dossier
title: An opaque dossier that its subject cannot read
account: hypothetical
source: [seed-056, seed-057]
lists:
  unreliable: {restrictions: [posts_of_trust, university], public: false}
gates:
  posts_of_trust: {kind: restriction, worth: 2}
  university: {kind: restriction, worth: 1}
acts:
  wrong_word: {adds_to: unreliable, seen_by: {informants: 0.3}, decision: office, conduct: {rate: 0.1, driver: dissent, slope: 2}}
  rehabilitation: {removes_from: unreliable, seen_by: {records: 1}, decision: office, conduct: {rate: 0.02, who: {on_list: unreliable}}}
due_process: {notice: 0, access: 0, appeal: 0}
"""

SMALL = """\
format: credopolis-rulebook/1
name: small
title: A small rulebook
account: hypothetical
score: {start: 100, min: 0, max: 200}
grades:
  A: {from: 90, benefits: [fast]}
  B: {from: 50, lock: {lasts: 2y, release: band}}
  C: {restrictions: [loans], lock: {lasts: 1y, release: B}}
gates:
  fast: {kind: benefit}
  loans: {kind: restriction, worth: 2}
lists:
  black: {lasts: 30d, restrictions: [loans]}
acts:
  bad: {points: -20, seen_by: {records: 0.5}}
  good: {points: 10, cap_per_year: 2}
  crime: {falls_to: C, decision: court}
  debt: {adds_to: black}
  paid: {removes_from: black, conduct: {rate: 1, who: {on_list: black}}}
"""
