// How long something lasts: steps with their bands, told apart by dashes and names as well as by colours.

import type { Curve, Curves } from './kinds';
import { reading, renew } from './reader';
import { keyLines, linesOf, nearest, roundMarks } from './scales';
import { node } from './svg';
import { inPercent } from './areas';

const TOP = 8;
const LEFT = 46;
const RIGHT = 14;
const AXIS = 40;
const LINE = 18;
const KEY = 30;
const DASHES = ['', '8 4', '2 3', '10 3 2 3', '14 4', '1 3'];

/** Corners of a curve that holds its value until the next one, or goes straight to it: x and y in turn. */
export function steps(at: readonly number[], values: readonly number[], smooth = false): [number, number][] {
  return smooth ? values.map((value, k) => [at[k], value]) : values.flatMap((value, k): [number, number][] => (k ? [[at[k], values[k - 1]], [at[k], value]] : [[at[k], value]]));
}

/** The value of a curve at a time; null where it was not followed so long. */
export function valueAt(one: Curve, time: number): number | null {
  if (!one.at.length || time > one.at[one.at.length - 1] + 1e-9) return null;
  let found = one.going[0];
  for (let k = 0; k < one.at.length && one.at[k] <= time + 1e-9; k++) found = one.going[k];
  return found;
}

export function drawCurves(holder: Element, chart: Curves, width: number, height: number, says: (words: string) => void): void {
  const { curves } = chart;
  const named = curves.map((one) => linesOf(one.name, width - KEY - 12));
  const before = (k: number): number => named.slice(0, k).reduce((sum, one) => sum + one.length, 0);
  const long = named.some((one) => one.length > 1); // then each begins a line
  const places = long ? named.map((_, k) => ({ line: before(k), x: 0 })) : keyLines(curves.map((one) => one.name), width - 16, KEY);
  const key = LINE * (long ? before(named.length) : 1 + Math.max(0, ...places.map((one) => one.line)));
  const [bottom, right] = [height - AXIS, width - RIGHT];
  const to = Math.max(0.25, ...curves.map((one) => one.at[one.at.length - 1] ?? 0));
  const x = (years: number): number => LEFT + (years / to) * (right - LEFT);
  const y = (share: number): number => bottom - (share / 100) * (bottom - TOP);
  const sheet = node('svg', { viewBox: `0 0 ${width} ${height + key}`, width, height: height + key, class: 'credopolis-sheet' });
  for (const share of [0, 25, 50, 75, 100]) {
    sheet.append(node('line', { class: 'grid', x1: LEFT, x2: right, y1: y(share), y2: y(share) }),
      node('text', { x: LEFT - 6, y: y(share) + 4, 'text-anchor': 'end', class: 'mark' }, `${share} %`));
  }
  for (const years of roundMarks(to, Math.max(2, (right - LEFT) / 50))) {
    sheet.append(node('line', { class: 'axis', x1: x(years), x2: x(years), y1: bottom, y2: bottom + 4 }),
      node('text', { x: x(years), y: bottom + 17, 'text-anchor': 'middle', class: 'mark' }, String(years)));
  }
  sheet.append(node('text', { x: (LEFT + right) / 2, y: bottom + 33, 'text-anchor': 'middle', class: 'mark' }, chart.axis));
  const drawn = (corners: [number, number][]): string => corners.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join('L');
  curves.forEach((one, k) => {
    sheet.append(node('path', {
      d: `M${drawn(steps(one.at, one.high, chart.smooth))}L${drawn(steps(one.at, one.low, chart.smooth).reverse())}Z`, fill: one.colour, 'fill-opacity': '0.18',
    }));
    const line = { fill: 'none', stroke: one.colour, 'stroke-width': 2.4, 'stroke-dasharray': DASHES[k % DASHES.length] };
    sheet.append(node('path', { ...line, d: `M${drawn(steps(one.at, one.going, chart.smooth))}`, class: 'curve', 'data-label': one.name }));
    if (one.rule > 0 && one.rule <= to) {
      sheet.append(node('line', { x1: x(one.rule), x2: x(one.rule), y1: TOP, y2: bottom, stroke: one.colour, 'stroke-dasharray': '2 4' }));
    }
    const at = height + LINE * places[k].line + 10;
    sheet.append(node('line', { ...line, x1: 8 + places[k].x, x2: 8 + places[k].x + KEY - 4, y1: at, y2: at }),
      ...named[k].map((words, j) => node('text', { x: 8 + places[k].x + KEY, y: at + 4 + LINE * j }, words)));
  });
  const times = [...new Set(curves.flatMap((one) => one.at))].sort((a, b) => a - b);
  reading(sheet, {
    left: LEFT, top: TOP, width: right - LEFT, height: bottom - TOP, steps: Math.max(1, times.length), label: 'Time', says,
    placeOf: (step) => x(times[step] ?? 0),
    stepAt: (place) => nearest(times, ((place - LEFT) / Math.max(1, right - LEFT)) * to),
    wordsOf: (step) => `After ${Number((times[step] ?? 0).toFixed(2))} years: ${curves.map((one) => {
      const value = valueAt(one, times[step] ?? 0);
      return `${one.name} ${value === null ? 'not followed so long' : inPercent(value)}`;
    }).join(', ')}`,
  });
  renew(holder, sheet);
}
