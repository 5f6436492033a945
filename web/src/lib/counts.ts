// Lives by value of a layer, tick by tick, as far as the page has heard; and what of them is trouble.

import type { Layer, Series } from './api';

export class Counted {
  days: number[] = [];
  lives: number[][] = [];

  constructor(readonly labels: readonly string[]) {}

  get known(): number {
    return this.days.length;
  }

  take(series: Series): void {
    if (series.days.length < this.known) return;
    this.days = series.days;
    this.lives = series.lives;
  }

  /** Add what came with deltas that end at a frame -> whether it follows on what is known. */
  add(frame: number, nation: Int32Array, tickDays: number, lastDay: number): boolean {
    const n = this.labels.length;
    const frames = nation.length / n;
    const first = frame - frames + 1;
    if (first > this.known) return false;
    for (let k = Math.max(0, this.known - first); k < frames; k++) {
      this.days.push(Math.min((first + k) * tickDays, lastDay));
      this.lives.push(Array.from(nation.subarray(k * n, (k + 1) * n)));
    }
    return true;
  }
}

/** Whether the layer is of grades, of which those not scored are none. */
const scores = (layer: Layer): boolean => layer.name === 'grade';

/** Lives that the layer says something of: those in a grade, or all. */
export function counted(layer: Layer, counts: ArrayLike<number>, start = 0): number {
  const n = layer.labels.length - (scores(layer) ? 1 : 0);
  let all = 0;
  for (let k = 0; k < n; k++) all += counts[start + k];
  return all;
}

/** Of these, lives below good standing, in a lock or on a list. */
export function troubled(layer: Layer, counts: ArrayLike<number>, start = 0): number {
  let all = 0;
  if (scores(layer)) for (let k = 0; k < layer.good; k++) all += counts[start + k];
  else for (let k = 1; k < layer.labels.length; k++) all += counts[start + k];
  return all;
}

/** What trouble is, in words. */
export function troubleOf(layer: Layer): string {
  if (layer.name === 'lock') return 'in a lock';
  if (layer.name === 'list') return 'on a list';
  return `below ${layer.labels[layer.good]}`;
}
