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

/** Lives that the layer says something of: all but those who have no grade, where grades are shown. */
export function counted(layer: Layer, counts: ArrayLike<number>, start = 0): number {
  let all = 0;
  for (let k = 0; k < layer.labels.length; k++) if (k !== layer.unscored) all += counts[start + k];
  return all;
}

/** Of these, lives in trouble: below good standing, in a lock, on a list, or what else the layer means by it. */
export function troubled(layer: Layer, counts: ArrayLike<number>, start = 0): number {
  return layer.trouble.reduce((all, value) => all + counts[start + value], 0);
}
