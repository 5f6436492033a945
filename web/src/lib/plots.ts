// What the studio's charts are drawn from: shares by value, one upon the other, and curves of how long locks last.

import type { Areas, Curves } from '../charts/main';
import type { Layer, Survival } from './api';
import { counted, type Counted } from './counts';
import { dateOf } from './format';

const DAYS_A_YEAR = 365.25;

/** Values of a layer that a chart of shares shows, the lowest first. */
export function shownValues(layer: Layer): number[] {
  const values = layer.labels.map((_, k) => k);
  return layer.name === 'grade' ? values.slice(0, -1) : values.slice(1);
}

/** Shares in %, as far as they are known. days : of the whole run. */
export function shares(layer: Layer, known: Counted, start: string, days: number): Areas {
  const values = shownValues(layer);
  const all = known.lives.map((lives) => counted(layer, lives) || NaN);
  const of = values.map((v) => known.lives.map((lives, t) => (100 * lives[v]) / all[t] || 0));
  const most = Math.max(0.01, ...(known.known ? known.lives.map((_, t) => 1.1 * of.reduce((sum, row) => sum + row[t], 0)) : []));
  return {
    kind: 'areas', times: known.days.map((day) => dateOf(start, day).getTime()), shares: of, changes: [], unnamed: true,
    labels: values.map((v) => layer.labels[v]), colours: values.map((v) => layer.colours[v]),
    range: [dateOf(start, 0).getTime(), dateOf(start, days).getTime()], most: layer.name === 'grade' ? 100 : Math.min(100, most),
  };
}

/** Shares of spells that still go on, in %, by years. */
export function survivalCurves(found: Survival, colours: Record<string, string>): Curves {
  const inPercent = (values: readonly number[]): number[] => values.map((value) => 100 * value);
  return {
    kind: 'curves', axis: 'years since the lock began',
    curves: found.curves.map((one) => ({
      name: `lock of ${one.grade}`, colour: colours[one.grade] ?? '#888888', at: one.days.map((day) => day / DAYS_A_YEAR),
      going: inPercent(one.going), low: inPercent(one.low), high: inPercent(one.high), rule: 0,
    })),
  };
}
