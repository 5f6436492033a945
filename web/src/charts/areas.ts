// Shares one upon the other over time.

import type { Areas } from './kinds';
import { isHeld, reading, renew } from './reader';
import { dateMarks, fitted, LETTER, nearest, roundMarks } from './scales';
import { apart, node } from './svg';

const TOP = 8;
const LEFT = 46;
const BOTTOM = 24;
const LINE = 15;
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** A share, given in %, in the words of the table beside it (`analysis/words.py`, percent). */
export const inPercent = (value: number): string => `${value.toFixed(1)} %`;

/** What of the time is looked at: the span's first time and its last, and who hears of another one. */
export interface Look { since: number; now: number; brushed: (since: number, now: number) => void }

/** Steps of which paths are made: no more than there are pixels, with the last. */
function drawnSteps(steps: number, pixels: number): number[] {
  const every = Math.max(1, Math.ceil(steps / Math.max(1, pixels)));
  return Array.from({ length: steps }, (_, t) => t).filter((t) => t % every === 0 || t === steps - 1);
}

export function drawAreas(
  holder: Element, chart: Areas, width: number, height: number, says: (words: string) => void, look: Look | null = null,
): void {
  const { times, labels, colours, shares } = chart;
  if (isHeld(holder) || !times.length) return;
  const last = times.length - 1;
  const ends = chart.unnamed ? [] : labels.map((label, k) => `${label}  ${inPercent(shares[k][last])}`);
  const room = chart.unnamed ? 0 : Math.min(Math.max(...ends.map((one) => one.length)) * LETTER, width * 0.36);
  const right = width - room - 22;
  const bottom = height - BOTTOM;
  const [from, to] = chart.range ?? [times[0], times[last]];
  const span = Math.max(1, to - from);
  const most = chart.most ?? 100;
  const x = (time: number): number => LEFT + ((time - from) / span) * (right - LEFT);
  const y = (share: number): number => bottom - (share / most) * (bottom - TOP);
  const sheet = node('svg', { viewBox: `0 0 ${width} ${height}`, width, height, class: 'credopolis-sheet' });
  const kept = drawnSteps(times.length, right - LEFT);
  let below = times.map(() => 0);
  const middles: number[] = [];
  labels.forEach((label, k) => {
    const above = below.map((share, t) => share + shares[k][t]);
    const edge = (of: readonly number[]): string[] => kept.map((t) => `${x(times[t]).toFixed(1)},${y(of[t]).toFixed(1)}`);
    sheet.append(node('path', { d: `M${[...edge(above), ...edge(below).reverse()].join('L')}Z`, fill: colours[k], class: 'area', 'data-label': label }));
    middles.push(y((below[last] + above[last]) / 2));
    below = above;
  });
  for (const share of most === 100 ? [0, 25, 50, 75, 100] : roundMarks(most, 4)) {
    sheet.append(node('line', { class: 'grid', x1: LEFT - 4, x2: right, y1: y(share), y2: y(share) }),
      node('text', { x: LEFT - 8, y: y(share) + 4, 'text-anchor': 'end', class: 'mark' }, `${share} %`));
  }
  for (const one of dateMarks(from, to, Math.max(2, (right - LEFT) / 56))) {
    sheet.append(node('line', { class: 'axis', x1: x(one.at), x2: x(one.at), y1: bottom, y2: bottom + 4 }),
      node('text', { x: x(one.at), y: bottom + 17, 'text-anchor': 'middle', class: 'mark' }, one.text));
  }
  for (const time of chart.changes) sheet.append(node('line', { class: 'change', x1: x(time), x2: x(time), y1: TOP, y2: bottom }));
  if (look) {
    if (look.since > from) {
      for (const [a, b] of [[from, Math.min(look.since, look.now)], [Math.max(look.since, look.now), to]]) {
        sheet.append(node('rect', { class: 'veil', x: x(a), y: TOP, width: Math.max(0, x(b) - x(a)), height: bottom - TOP }));
      }
    }
    sheet.append(node('line', { class: 'now', x1: x(look.now), x2: x(look.now), y1: TOP, y2: bottom }));
  }
  const order = [...ends.keys()].sort((a, b) => middles[a] - middles[b]);
  apart(order.map((k) => middles[k]), LINE, TOP + 4, bottom).forEach((at, place) => {
    const k = order[place];
    sheet.append(node('line', { class: 'lead', x1: right + 2, x2: right + 14, y1: middles[k], y2: at }),
      node('text', { x: right + 18, y: at + 4 }, fitted(ends[k], room)));
  });
  reading(sheet, {
    left: LEFT, top: TOP, width: right - LEFT, height: bottom - TOP, steps: times.length, label: 'Day', says,
    placeOf: (step) => x(times[step]),
    stepAt: (place) => nearest(times, from + ((place - LEFT) / Math.max(1, right - LEFT)) * span),
    wordsOf: (step) => `${DAY.format(times[step])}: ${labels.map((label, k) => `${label} ${inPercent(shares[k][step])}`).reverse().join(', ')}`,
    ...(look ? { brushed: (a: number, b: number) => look.brushed(times[a], times[b]) } : {}),
  });
  renew(holder, sheet);
}
