// What the server answers, as JSON; `studio/shapes.py` has the same.

import type { Chart } from '../charts/main';
import type { Tile } from './layout';

export interface Scenario {
  name: string;
  title: string;
  summary: string;
  account: string;
  regime: string;
  about: string;
  /** Dates on which its rules change, and the years of such a one, else 0. */
  changes: number;
  years: number;
}

export interface About {
  version: string;
  scenarios: Scenario[];
  limits: { lives: number; runs: number };
  first: string | null;
}

export interface Layer {
  name: string;
  title: string;
  labels: string[];
  colours: string[];
  trouble: number[];
  in_words: string;
  unscored: number | null;
  table: string;
}

export interface Change {
  name: string;
  date: string;
  day: number;
  title: string;
  provinces: string[];
  paths: string[];
  source: string;
}

export interface Run {
  id: string;
  state: string;
  told: string;
  title: string;
  scenario: string;
  account: string;
  regime: string;
  regime_name: string;
  people: number;
  scale: number;
  seed: number;
  days: number;
  tick_days: number;
  start: string;
  end: string;
  rulebook_hash: string;
  frames: number;
  done: number;
  bytes: number;
  layers: Layer[];
  provinces: string[];
  grades: string[];
  start_grade: number;
  changes: Change[];
  digest: string;
}

export interface Society extends Run {
  /** What lives can be looked for by. */
  askable: string[];
  columns: string[];
  bits: Record<string, number>;
  tiles: Tile[];
  districts: number[];
}

export interface Series {
  labels: string[];
  days: number[];
  lives: number[][];
}

export interface Curve {
  grade: string;
  spells: number;
  open: number;
  lasts: number;
  days: number[];
  going: number[];
  low: number[];
  high: number[];
  /** The share that goes on after a year, with its interval. */
  after_a_year: string;
}

export interface Survival {
  day: number;
  curves: Curve[];
}

export interface Happening {
  day: number;
  date: string;
  kind: string;
  chain: number;
  truth: string | null;
  points: number;
  score: number;
  grade: string;
  lock_until: string | null;
  in_words: string;
  about: string | null;
}

/** Days from the first to before the end; by : places in the rulebook that make it so. */
export interface Spell {
  first_day: number;
  end_day: number;
  chain: number | null;
  by: string[];
}

export interface Bar {
  kind: 'grade' | 'lock' | 'list' | 'restriction' | 'benefit';
  name: string;
  spells: Spell[];
}

/** Lines of the rulebook's file. */
export interface Rule {
  path: string;
  title: string;
  line: number;
  text: string;
  more: number;
  sources: string[];
}

export interface Relative {
  life_id: number;
  relation: string;
  sex: string;
  age: number;
}

export interface Dossier {
  life: number;
  start: string;
  ticks: number;
  through: string;
  happenings: Happening[];
  bars: Bar[];
  rules: Rule[];
  facts: {
    province: string;
    district: number;
    grid: number;
    sex: string;
    age: number;
    flags: string[];
    education: string;
    occupation: string;
    income_class: number;
    traits: Record<string, number>;
    guanxi: number;
    household: Relative[];
  };
}

export interface Asked {
  scenario: string;
  regime?: string;
  people: number;
  years: number;
  seed: number;
}

/** Districts that were looked through. */
export interface Looking {
  districts: number;
}

export interface FoundLife {
  life: number;
  province: string;
  sex: string;
  age: number;
  date: string;
  what: string;
}

export interface Found {
  asked: string;
  looked_at: number;
  lives: FoundLife[];
  through: string;
  ticks: number;
}

export interface Progress {
  ticks: number;
  of: number;
}

export interface Shipped {
  name: string;
  title: string;
  account: string;
  summary: string;
}

export interface Fault {
  line: number;
  column: number;
  path: string;
  message: string;
  value: string;
  allowed: string;
  remedy: string;
}

export interface Checked {
  usable: boolean;
  faults: Fault[];
  more_faults: number;
  name: string;
  title: string;
  subject?: string;
  counts?: Record<string, number>;
}

export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'note';
  line: number;
  rule: string;
  message: string;
  source: string;
  witness: string[];
  also: { line: number; rule: string }[];
}

export interface Audited {
  findings: Finding[];
  counts: Record<string, number>;
  set_aside: (Finding & { reason: string })[];
  legal_tests: Ruling[];
  titles: Record<string, string>;
  limits: string[];
  note: string;
  ladder: { title: string; caption: string; svg: string; header: string[]; rows: string[][] };
}

export interface Ruling {
  law: string;
  article: string;
  paraphrase: string;
  verdict: string;
  missing: string[];
  places: { line: number; rule: string }[];
}

export interface AskedComparison extends Asked {
  against: string;
  seeds: number;
}

export interface Measured {
  title: string;
  unit: string;
  a: string;
  b: string;
  difference: string;
  clear: boolean;
  few: boolean;
  /** The difference as a share of the value under A, with its interval; null where it is not defined. */
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface Compared {
  size: string;
  headline: string;
  verdict: boolean;
  clear: string[];
  doubts: string;
  own_terms: string[];
  undefined: string[];
  none: string[];
  level: number;
  differences: Measured[];
  groups: string[][];
  hardest: { life: number; change: string }[];
  examples: { life: number; chosen: string }[];
}

export interface Comparing extends Job<Compared> {
  names?: string[];
}

export interface Parameter {
  path: string;
  value: string;
  unit: string;
  meaning: string;
  assumed: boolean;
  remembered: boolean;
  range: string;
  basis: string;
  facts: string[];
}

export interface Fact {
  id: string;
  topic: string;
  statement: string;
  value: string;
  unit: string;
  low: string;
  high: string;
  year: string;
  place: string;
  source_title: string;
  source_url: string;
  source_type: string;
  confidence: string;
  note: string;
  checkable: boolean;
}

export interface Predictions {
  columns: string[];
  predictions: { name: string; title: string; runs: number; rows: string[][] }[];
}

/** A pattern that was reported, what was chosen for it, and how many runs holding it against the model takes. */
export interface Target {
  id: string;
  pattern: string;
  reported: string;
  tolerance: string;
  choice: string;
  runs: number;
  numbers: number;
  fitted: number;
}

export interface Validated {
  id: string;
  heading: string;
  verdict: string;
  rows: string[][];
  notes: string[];
  choice: string;
  path: string[][];
}

export interface Validation {
  size: string;
  reading: string;
  columns: string[];
  years: string[];
  targets: Validated[];
}

/** A factor of adoption abroad, which can be off. */
export interface Factor { name: string; words: string }

export interface Abroad {
  headline: string;
  notes: string[];
  figures: Chart[];
  parts: Part[];
}

export interface Answer {
  lesson: string;
  people: number;
  years: number;
  seed: number;
  /** Of each year from 0 on, with its band if it has one, and what stands beside it. */
  answer: number[];
  low: number[] | null;
  high: number[] | null;
  beside: number[] | null;
  /** The answer of each year with its interval. */
  in_words: string[];
  numbers: Record<string, number>;
  /** Numbers in words, with their intervals. */
  said: Record<string, string>;
  standing: string;
  story: Dossier | null;
}

export interface Job<Result> {
  id: string;
  state: 'working' | 'done' | 'failed';
  message: string;
  done: number;
  of: number;
  result: Result | null;
}

export interface CompanyShelf {
  rulebooks: Shipped[];
  /** The file of a company that exists nowhere. */
  example: string;
}

export interface AskedCompany {
  company: string;
  rulebook: string;
  against: string;
  on: string;
  to: string;
  off: string;
}

export interface Part {
  title: string;
  header: string[];
  rows: string[][];
  lines: string[];
}

export interface Partner {
  name: string;
  kind: string;
  listed: boolean | null;
  enters: boolean;
  moves: boolean;
}

/** What the desk says of a company; of a file with faults, these alone. */
export interface Company {
  usable: boolean;
  faults: Fault[];
  more_faults: number;
  code?: string;
  on?: string;
  standing?: string;
  score?: number | null;
  aside?: string[];
  grades?: string[];
  lists?: string[];
  partners?: Partner[];
  advice?: string;
  parts?: Part[];
  exposed?: Part[];
  exposed_words?: string[];
  plan?: Part[];
  plan_words?: string[];
  compared?: { against: string; moves: string; parts: Part[] };
}
