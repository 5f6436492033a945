// A line over time, beside what is on record.

import type { Path } from './kinds';
import { reading, renew } from './reader';
import { dateMarks, nearest, roundMarks } from './scales';
import { node } from './svg';

const TOP = 22;
const LEFT = 46;
const RIGHT = 14;
const BOTTOM = 24;
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

export function drawPath(holder: Element, chart: Path, width: number, height: number, says: (words: string) => void): void {
  const { times, values, dots } = chart;
  const [from, to] = [times[0], times[times.length - 1]];
  const [right, bottom] = [width - RIGHT, height - BOTTOM];
  const most = Math.max(1e-9, ...values, ...dots.map((one) => one.most));
  const span = Math.max(1, to - from);
  const x = (time: number): number => LEFT + ((time - from) / span) * (right - LEFT);
  const y = (value: number): number => bottom - (value / most) * (bottom - TOP);
  const sheet = node('svg', { viewBox: `0 0 ${width} ${height}`, width, height, class: 'credopolis-sheet' });
  sheet.append(node('text', { x: 2, y: 12, class: 'mark' }, chart.unit));
  for (const value of roundMarks(most, 5)) {
    sheet.append(node('line', { class: 'grid', x1: LEFT, x2: right, y1: y(value), y2: y(value) }),
      node('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end', class: 'mark' }, String(value)));
  }
  for (const one of dateMarks(from, to, Math.max(2, (right - LEFT) / 56))) {
    const anchor = x(one.at) + 16 > width ? 'end' : 'middle';
    sheet.append(node('line', { class: 'axis', x1: x(one.at), x2: x(one.at), y1: bottom, y2: bottom + 4 }),
      node('text', { x: x(one.at), y: bottom + 17, 'text-anchor': anchor, class: 'mark' }, one.text));
  }
  sheet.append(node('path', { class: 'line', d: `M${times.map((time, k) => `${x(time).toFixed(1)},${y(values[k]).toFixed(1)}`).join('L')}` }));
  reading(sheet, {
    left: LEFT, top: TOP, width: right - LEFT, height: bottom - TOP, steps: times.length, label: 'Day', says,
    placeOf: (step) => x(times[step]),
    stepAt: (place) => nearest(times, from + ((place - LEFT) / Math.max(1, right - LEFT)) * span),
    wordsOf: (step) => `${DAY.format(times[step])}: ${values[step].toPrecision(3)} ${chart.unit}`,
  });
  for (const one of dots) {
    sheet.append(node('line', { class: 'record', x1: x(one.time), x2: x(one.time), y1: y(one.least), y2: y(one.most), 'data-says': one.says }),
      node('circle', { class: one.ring ? 'record ring' : 'record', cx: x(one.time), cy: y(one.value), r: 4.5, 'data-says': one.says }));
  }
  renew(holder, sheet);
}
