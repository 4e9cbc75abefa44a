"""A small ring as a mapping and a few records: two recruiters, a keeper, payers, and victims who are protected."""

from __future__ import annotations

MAPPING = """mapping: ring
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID, zone: UTC}
entities:
  victim: {type: person, key: [victim], protection: {value: V1}, roles: [victim], properties: {name: victim}}
  recruiter: {type: person, key: [recruiter], roles: [recruiter_calo_sponsor], properties: {name: recruiter}}
  keeper: {type: person, key: [keeper], roles: [harbourer], properties: {name: keeper}}
  payer: {type: organisation, key: [payer], protection: S, properties: {name: payer}}
links:
  - {type: RECRUITED_BY, from: victim, to: recruiter, time: day}
  - {type: CONTROLLED_BY, from: victim, to: keeper, time: day}
  - {type: ASSOCIATE_OF, from: recruiter, to: keeper}
  - {type: SHAREHOLDER_OF, from: keeper, to: payer}
  - {type: TRANSFERRED, from: payer, to: recruiter, amount: sum, currency: {value: MYR}, time: day}
"""
ROWS = """victim,recruiter,keeper,payer,sum,day
Zulaiha Zz,Yusran Yy,Xaverius Xx,PT Wawa Ww,1234.56,2024-05-01
Qamariah Qq,Yusran Yy,Xaverius Xx,PT Wawa Ww,2000.10,2024-08-02
Viktor Vv,Umar Uu,Xaverius Xx,PT Rara Rr,3000.10,2024-09-03
"""
