// What the server is asked over HTTP.

import type { Schema } from './complete';
import type { Tile } from './layout';
import type { PairLayer } from './pair';

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

/** What the server answers when it cannot do what was asked, in its words. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

async function answered(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Refused('The studio does not answer. It may have ended: start it again with `credopolis studio`.', 0);
  }
  if (!response.ok) {
    const said = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
    throw new Refused(said?.error?.message ?? `The studio answered ${response.status}.`, response.status);
  }
  return response;
}

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  return (await (await answered(path, init)).json()) as T;
}

export const about = (): Promise<About> => json('api/about');
export const runs = (): Promise<Run[]> => json('api/runs');
export const society = (id: string): Promise<Society> => json(`api/runs/${encodeURIComponent(id)}`);
/** What stands behind the question mark; what is not said is left out. */
const asked = (said: Record<string, string | number | undefined>): string => {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(said)) if (value !== undefined && value !== '') found.set(name, String(value));
  return found.toString();
};
export const series = (id: string, layer: string, province = ''): Promise<Series> =>
  json(`api/runs/${id}/series?${asked({ layer, province })}`);
export const survival = (id: string, frame: number, province = ''): Promise<Survival> =>
  json(`api/runs/${id}/survival?${asked({ frame, province })}`);
export const flows = (id: string, layer: string, since: number, frame: number, province = ''): Promise<Series> =>
  json(`api/runs/${id}/flows?${asked({ layer, since, frame, province })}`);
/** The value of every life after a tick. */
export async function states(id: string, layer: string, frame: number): Promise<Uint8Array> {
  return new Uint8Array(await (await answered(`api/runs/${id}/states?${asked({ layer, frame })}`)).arrayBuffer());
}

export const apart = async (id: string, layer: string, frame: number): Promise<number[]> =>
  (await json<{ apart: number[] }>(`api/runs/${id}/apart?layer=${layer}&frame=${frame}`)).apart;

export const begin = (asked: Asked): Promise<Run> => json('api/runs', posted(asked));

export const end = async (id: string): Promise<void> => {
  await answered(`api/runs/${id}`, { method: 'DELETE' });
};

export async function column(id: string, name: string): Promise<Uint8Array> {
  return new Uint8Array(await (await answered(`api/runs/${id}/columns/${name}`)).arrayBuffer());
}

export interface Progress {
  ticks: number;
  of: number;
}

/** A life's dossier, or how far its telling is. */
export async function life(id: string, number: number, frame: number): Promise<Dossier | Progress> {
  return json(`api/runs/${id}/lives/${number}?frame=${frame}`);
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

const posted = (asked: unknown): RequestInit => ({
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked),
});

export const compare = (asked: AskedComparison): Promise<Comparing> => json('api/comparisons', posted(asked));
export const pairs = (a: string, b: string): Promise<PairLayer[]> => json(`api/runs/${a}/against/${b}`);

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

export const parameters = (scenario: string): Promise<Parameter[]> => json(`api/evidence?scenario=${encodeURIComponent(scenario)}`);
export const facts = (find: string): Promise<{ facts: Fact[]; count: number }> => json(`api/facts?find=${encodeURIComponent(find)}`);
export const predictions = (): Promise<Predictions> => json('api/held-out');

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

export const lesson = (name: string): Promise<Job<Answer>> => json(`api/lessons/${name}`, { method: 'POST' });
export const job = <Result>(id: string): Promise<Job<Result>> => json(`api/jobs/${id}`);

const sent = (text: string): RequestInit => ({ method: 'POST', headers: { 'content-type': 'application/yaml' }, body: text });

export const rulebooks = (): Promise<Shipped[]> => json('api/rulebooks');
export const schema = (): Promise<Schema> => json('api/rulebooks/schema');
export const rulebook = async (name: string): Promise<string> =>
  (await answered(`api/rulebooks/${encodeURIComponent(name)}`)).text();
export const check = (text: string): Promise<Checked> => json('api/rulebooks/check', sent(text));
export const audit = (text: string): Promise<Audited> => json('api/rulebooks/audit', sent(text));
export const keep = (text: string): Promise<{ id: string; name: string; title: string }> => json('api/rulebooks', sent(text));
export const differences = async (text: string, against: string): Promise<string[]> =>
  (await json<{ differences: string[] }>(`api/rulebooks/diff?against=${encodeURIComponent(against)}`, sent(text))).differences;

export const tableOf = (id: string, name: string, said: { layer: string; frame?: number; since?: number; province?: string }): string =>
  `api/runs/${id}/tables/${name}.csv?${asked(said)}`;
