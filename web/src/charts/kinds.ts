// What a chart is made of: numbers and words that Python has worked out. How they are drawn, this folder alone decides.

export interface Areas {
  kind: 'areas';
  /** Times, in milliseconds since 1970. */
  times: readonly number[];
  /** The lowest first. */
  labels: readonly string[];
  colours: readonly string[];
  /** Of each label its shares, in %, which are laid one upon the other. */
  shares: readonly (readonly number[])[];
  /** Times from which other rules held. */
  changes: readonly number[];
  /** Between which times it lies, if not those that are known so far. */
  range?: readonly [number, number];
  /** The share at its top, 100 unless it is said. */
  most?: number;
  /** Whether the places of labels stand beside it; a legend has them otherwise. */
  unnamed?: boolean;
}

export interface Curve {
  name: string;
  colour: string;
  /** In years. */
  at: readonly number[];
  /** Shares that still go on, in %, with the ends of their band. */
  going: readonly number[];
  low: readonly number[];
  high: readonly number[];
  /** Where the rule alone would end it, in years; 0 if it would not. */
  rule: number;
}

export interface Curves { kind: 'curves'; axis: string; curves: readonly Curve[]; /** Whether lines go straight from value to value, not in steps. */ smooth?: boolean }

/** A colour, or `stripes` or `dots` and two colours. */
export type Fill = string;

export interface Part { key: number; /** Of the whole width. */ share: number; says: string; /** Between what it may lie, likewise. */ reach?: readonly [number, number] }
export interface Bar { parts: readonly Part[]; /** Stands behind the bar. */ text: string }
export interface Bars {
  kind: 'bars';
  keys: readonly { name: string; fill: Fill }[];
  rows: readonly { name: string; end: string; bars: readonly Bar[] }[];
  marks: readonly { at: number; text: string }[];
  axis: string;
}

export interface Dot {
  name: string;
  at: number | null;
  low: number;
  high: number;
  clear: boolean;
  text: string;
  says: string;
  /** A wide bar behind it. */
  behind?: { low: number; high: number; says: string };
}
/** Dots with their intervals; places are parts of the whole width, and what lies beyond it is cut off with an arrow. */
export interface Dots {
  kind: 'dots';
  /** A row of words alone is a heading. */
  rows: readonly (Dot | { head: string })[];
  marks: readonly { at: number; text: string; main: boolean }[];
  axis: string;
  /** What a dot and the bar behind it mean. */
  keys?: readonly [string, string];
}

export interface Cell { row: number; column: number; colour: string; text: string; /** Whether its words are set back. */ pale: boolean; says: string }
/** Numbers by rows and columns, each with a colour. */
export interface Matrix { kind: 'matrix'; rows: readonly string[]; columns: readonly string[]; cells: readonly Cell[] }

export interface Tile {
  name: string; short: string; column: number; row: number; colour: string; text: string; says: string;
  /** Column and row where the chart is narrow. */
  narrow?: readonly [number, number];
}
export interface Tiles { kind: 'tiles'; tiles: readonly Tile[]; /** Of their numbers. */ unit?: string }

export interface Ribbons {
  kind: 'flows';
  labels: readonly string[];
  colours: readonly string[];
  lives: readonly (readonly number[])[];
  sides: readonly [string, string];
  unit: string;
}

/** A line over time, and numbers from elsewhere with the range that counts as agreement. */
export interface Path {
  kind: 'path';
  unit: string;
  times: readonly number[];
  values: readonly number[];
  /** A ring marks what the line was fitted to. */
  dots: readonly { time: number; value: number; least: number; most: number; ring: boolean; says: string }[];
}

export type Drawn = Path | Areas | Curves | Bars | Dots | Tiles | Ribbons | Matrix;

export interface Chart {
  name: string;
  title: string;
  caption: string;
  /** What it was made of. */
  of: string;
  /** The table beside it, in words. */
  header: readonly string[];
  rows: readonly (readonly string[])[];
  /** All numbers, as a file. */
  csv: string;
  drawn: Drawn;
}
