"""Names that a company's file chooses from, and those of keys that it has not."""

from __future__ import annotations

from typing import Final

from credopolis.core.persons import NO_PERSONS

SECTORS: Final = (
    "agriculture", "mining", "manufacturing", "utilities", "construction", "wholesale_retail", "transport",
    "hospitality", "information", "finance", "real_estate", "business_services", "research", "environment",
    "household_services", "education", "health", "culture",
)  # fmt: skip
"""Sections of the national classification of industries, by names of ours. Nothing is reckoned from a sector."""
PROVINCES: Final = (
    "Beijing", "Tianjin", "Hebei", "Shanxi", "Inner Mongolia", "Liaoning", "Jilin", "Heilongjiang", "Shanghai",
    "Jiangsu", "Zhejiang", "Anhui", "Fujian", "Jiangxi", "Shandong", "Henan", "Hubei", "Hunan", "Guangdong",
    "Guangxi", "Hainan", "Chongqing", "Sichuan", "Guizhou", "Yunnan", "Tibet (Xizang)", "Shaanxi", "Gansu",
    "Qinghai", "Ningxia", "Xinjiang",
)  # fmt: skip
PARTNER_KINDS: Final = ("supplier", "customer", "owner", "subsidiary", "sister", "lender")
"""A sister is run by the same person."""
PERSONS_ASKED: Final = (
    "name", "person", "legal_representative", "representative", "director", "directors", "manager", "ceo", "contact",
    "email", "phone", "executive", "employees", "employee", "shareholders", "id", "identity", "responsible",
)  # fmt: skip
"""Keys under which somebody might look for a place for a person."""
NO_PLACE: Final = f"{NO_PERSONS} A company is its code, and its staff are numbers."
