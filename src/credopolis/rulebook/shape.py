"""The shape of a rulebook's file, `credopolis-rulebook/1`, and its JSON Schema."""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.shapes import Choice, Days, Key, ListOf, MapOf, Number, Record, Text, Truth, Whole
from credopolis.rulebook.conduct import CONDUCT, NAME
from credopolis.rulebook.entitled_shape import ENTITLEMENTS
from credopolis.rulebook.grade_shape import GRADE, NAMES, TITLE
from credopolis.rulebook.model import (
    ABOUT,
    ACCOUNTS,
    AREAS,
    DECISIONS,
    GRAVITIES,
    KINDS,
    LARGEST_POINTS,
    MOST_A_YEAR,
    MOST_ACTS,
    MOST_AGAIN,
    MOST_CYCLES,
    MOST_ENTRIES_BEFORE_A_LISTING,
    MOST_GATES,
    MOST_GRADES,
    MOST_IN_A_WINDOW,
    MOST_LISTS,
    NO_BASIS,
    PLACES,
    RULEBOOK_FORMAT,
    SEEING,
    SUBJECTS,
    Act,
    Cap,
    DueProcess,
    Gate,
    HeadStart,
    Listing,
    Repeated,
    Rulebook,
)
from credopolis.rulebook.score_shape import GRADE_NAME, SCORE_BLOCK

_SLUG: Final = Text("a name of lower-case letters, digits and -", r"^[a-z][a-z0-9-]{0,59}\Z", "name")
_LEGAL_BASIS: Final = Text()
_POINTS: Final = Whole(-LARGEST_POINTS, LARGEST_POINTS)
_DIAL: Final = Number(0, 1)
SEEN_BY: Final = (
    f"by channel, the chance that a working channel sees the act; the channels are {', '.join(SEEING[:-1])} and "
    f"{SEEING[-1]}"
)

_GATE: Final = Record(
    Gate,
    {
        "kind": Key(
            Choice(("benefit", "restriction")),
            meaning="`benefit`: closed unless granted; `restriction`: open unless refused",
        ),
        "title": Key(TITLE, default="", meaning="a name for people to read"),
        "worth": Key(Number(0, 1000), default=1.0, meaning="the value of the gate being open, relative to other gates"),
        "area": Key(Choice(AREAS), default="other", meaning="the area of life it belongs to"),
    },
)


def _named(legal_basis: str) -> str:
    """A legal basis, "" where the file says that there is none."""
    return "" if legal_basis.strip().lower() == NO_BASIS else legal_basis


def _act(**values: Any) -> Act:
    return Act(**values | {"legal_basis": _named(values["legal_basis"])})


def _listing(**values: Any) -> Listing:
    return Listing(**values | {"legal_basis": _named(values["legal_basis"])})


_LISTING: Final = Record(
    _listing,
    {
        "lasts": Key(Days(), "days", 0, meaning="how long a listing lasts; absent: without end"),
        "title": Key(TITLE, default="", meaning="a name for people to read"),
        "benefits": Key(NAMES, default=(), meaning="gates that the list opens"),
        "restrictions": Key(NAMES, default=(), meaning="gates that the list closes"),
        "public": Key(Truth(), default=False, meaning="true if the list is shown to everybody"),
        "removal": Key(
            Truth(),
            default=False,
            meaning="true if those on it are removed from civic life until it ends: no grade, no acts, no gate open. "
            "Such a list needs `lasts`; only its end, or a correction, frees",
        ),
        "legal_basis": Key(_LEGAL_BASIS, default="", meaning="the law that allows the list; `none`: there is none"),
    },
)
_ACT: Final = Record(
    _act,
    {
        "title": Key(TITLE, default="", meaning="a name for people to read"),
        "points": Key(_POINTS, default=0, meaning="points of an entry"),
        "falls_to": Key(GRADE_NAME, default="", meaning="the grade that an entry drops to at once"),
        "adds_to": Key(NAME, default="", meaning="the list that an entry puts on"),
        "adds_after": Key(
            Whole(1, MOST_ENTRIES_BEFORE_A_LISTING),
            default=1,
            meaning="the entry, counted from 1, from which on the act lists",
        ),
        "removes_from": Key(NAME, default="", meaning="the list that an entry takes off"),
        "seen_by": Key(MapOf(NAME, _DIAL, 16), default={}, meaning=SEEN_BY),
        "decision": Key(Choice(DECISIONS), default="none", meaning="what must decide before the entry is posted"),
        "cap_per_year": Key(Whole(1, MOST_A_YEAR), default=0, meaning="entries a year that count; absent: all"),
        "cap": Key(
            Record(
                Cap,
                {
                    "times": Key(Whole(1, MOST_IN_A_WINDOW), meaning="entries that count within the window"),
                    "per": Key(Days(), "days", 0, meaning="the length of the window; absent: the whole life"),
                },
            ),
            default=None,
            meaning="a cap with a window that rolls, in place of `cap_per_year`",
        ),
        "again": Key(
            Record(
                Repeated,
                {
                    "within": Key(
                        Days(), meaning="for how long an earlier entry of the act changes the points of others"
                    ),
                    "points": Key(
                        ListOf(_POINTS, MOST_AGAIN, 1, distinct=False),
                        meaning="points of an entry with one earlier entry, with two, with three; the last holds for "
                        "more",
                    ),
                },
            ),
            default=None,
            meaning="other points soon after earlier entries of the act. Absent: always the same",
        ),
        "head_start": Key(
            Record(
                HeadStart,
                {
                    "points": Key(_POINTS, meaning="points more or fewer at the start of a cycle"),
                    "cycles": Key(
                        Whole(1, MOST_CYCLES), default=1, meaning="the cycles, with the one that runs, that start so"
                    ),
                },
            ),
            default=None,
            meaning="with `resets.sets_grade`: what an entry adds to the starts of cycles, at once to that of the one "
            "that runs; once, however often it is entered. Absent: nothing",
        ),
        "ends": Key(
            ListOf(NAME, MOST_ACTS),
            default=(),
            meaning="acts whose entries that stand an entry of it ends: what they moved is taken back. Absent: none",
        ),
        "only": Key(
            Record(
                lambda grades: grades,
                {"grades": Key(ListOf(GRADE_NAME, MOST_GRADES, 1), meaning="the grades in which an entry counts")},
            ),
            default=(),
            meaning="where one must stand for an entry to count; absent: anywhere",
        ),
        "counts_for": Key(Days(), "expires_days", 0, meaning="how long the points of an entry count; absent: for ever"),
        "legal_basis": Key(
            _LEGAL_BASIS, default="", meaning="the law that this act's price rests on; `none`: there is none"
        ),
        "about": Key(Choice(ABOUT), default="self", meaning="whose conduct the entry is really about"),
        "prices": Key(
            NAME,
            default="",
            meaning="the fact that the act prices, if not its own: two acts that price one fact strike it twice",
        ),
        "area": Key(Choice(AREAS), default="other", meaning="the area of life the act belongs to"),
        "gravity": Key(
            Choice(GRAVITIES), default="", meaning="how grave the act is, for the audit; absent: the file does not say"
        ),
        "kind": Key(Choice(KINDS), default="other", meaning="what is recorded, where a law treats it apart"),
        "discretion": Key(
            ListOf(_POINTS, 2, 2, distinct=False),
            default=None,
            meaning="the fewest and the most points among which an official may choose; `points` is the usual number, "
            "which entries have on average",
        ),
        "repairable": Key(Truth(), default=True, meaning="false if an entry cannot be repaired before it expires"),
        "repair_after": Key(
            Days(0),
            "repair_wait_days",
            None,
            meaning="the shortest wait before a repair of its entries; absent: `due_process.repair_after`",
        ),
        "conduct": Key(
            CONDUCT,
            default=None,
            meaning="who does it and how often; only for acts that the society's own table of conduct does not know",
        ),
    },
)
_DUE_PROCESS: Final = Record(
    DueProcess,
    {
        "notice": Key(_DIAL, default=0.0, meaning="how far people are told of entries, from none to full"),
        "notice_within": Key(Days(), "notice_days", 0, meaning="how soon"),
        "reasons": Key(
            _DIAL, default=None, meaning="how far the reasons of an entry are given; absent: the file does not say"
        ),
        "access": Key(_DIAL, default=0.0, meaning="how far people may see their own file"),
        "appeal": Key(_DIAL, default=0.0, meaning="how far an entry can be contested"),
        "appeal_within": Key(Days(), "appeal_days", 0, meaning="how soon that is decided"),
        "human_review": Key(
            _DIAL,
            default=None,
            meaning="how far a person looks at an entry again on demand; absent: the file does not say",
        ),
        "repair": Key(_DIAL, default=0.0, meaning="how far an entry can be taken back by putting the matter right"),
        "repair_after": Key(Days(0), "repair_wait_days", 0, meaning="the shortest wait before a repair"),
        "repair_steps": Key(
            Whole(0, 10), default=0, meaning="steps that a repair takes, such as a training and a pledge"
        ),
    },
)


def _build(**values: Any) -> Rulebook:
    values.pop("format")
    values["legal_basis"] = _named(values["legal_basis"])
    return Rulebook(**values)


RULEBOOK: Final = Record(
    _build,
    {
        "format": Key(Choice((RULEBOOK_FORMAT,)), spare="", meaning="the format and its version"),
        "name": Key(_SLUG, spare="", meaning="the name that commands use"),
        "title": Key(TITLE, spare="", meaning="a name for people to read"),
        "account": Key(
            Choice(ACCOUNTS),
            spare="",
            meaning="which account it belongs to: `popular` (what is widely told), `documented` (every rule has a "
            "published source) or `hypothetical`",
        ),
        "legal_basis": Key(
            _LEGAL_BASIS, default="", meaning="the law that the whole scheme rests on; `none`: there is none"
        ),
        "subject": Key(
            Choice(SUBJECTS),
            default="person",
            meaning="whom the rules judge; the audit asks about children, kinds of person and areas of life of persons "
            "alone",
        ),
        "applies_in": Key(
            ListOf(Choice(PLACES), len(PLACES)),
            default=(),
            meaning="where the scheme applies: legal tests of other places do not apply then; absent: all are asked",
        ),
        "score": Key(SCORE_BLOCK, default=None, meaning="the score; absent for a rulebook without one"),
        "scored_from_age": Key(
            Days(0), "scored_from_days", 0, meaning="nobody younger is scored; absent: everybody is"
        ),
        "consent": Key(
            _DIAL,
            default=1.0,
            meaning="the share of those of age who agree to be scored; who does not has no score and no grade, and "
            "lists hold; absent: nobody is asked, and all are scored",
        ),
        "grades": Key(
            MapOf(GRADE_NAME, GRADE, MOST_GRADES),
            default={},
            meaning="grades, highest first; needed if there is a score",
        ),
        "gates": Key(MapOf(NAME, _GATE, MOST_GATES), default={}, meaning="services that standing opens and closes"),
        "lists": Key(MapOf(NAME, _LISTING, MOST_LISTS), default={}, meaning="blacklists and redlists"),
        "entitlements": Key(
            ENTITLEMENTS,
            default={},
            meaning="by gate and name, rules of what it decides for whom, asked in their order; where none fits, "
            "benefits and restrictions of grades and lists decide",
        ),
        "acts": Key(MapOf(NAME, _ACT, MOST_ACTS, 1), spare={}, meaning="what is priced"),
        "due_process": Key(
            _DUE_PROCESS, default=None, meaning="declared safeguards; absent: the file says nothing of them"
        ),
    },
)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a rulebook's file; it accepts what the loader accepts, names and sums aside."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:credopolis:rulebook:1",
        "title": "A Credopolis rulebook",
        **RULEBOOK.schema(),
    }
