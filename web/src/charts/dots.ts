// Dots with their intervals along one axis: blue where they stand up, grey where they may be chance.

import type { Dots } from './kinds';
import { fitted, LETTER, linesOf } from './scales';
import { node } from './svg';

const NARROW = 620;
const TOP = 8;
const LINE = 16;

export function drawDots(holder: Element, chart: Dots, width: number): void {
  const narrow = width < NARROW;
  const names = Math.max(1, ...chart.rows.map((one) => one.name.length)) * LETTER + 12;
  const texts = Math.max(1, ...chart.rows.map((one) => one.text.length)) * LETTER + 12;
  const left = narrow ? 8 : Math.min(names, width * 0.5);
  const right = narrow ? width - 8 : width - Math.min(texts, width * 0.28);
  const named = chart.rows.map((one) => (narrow ? linesOf(one.name, width - 4) : []));
  // On a narrow sheet the number stands behind the last line of the name if there is room, else below it.
  const below = named.map((lines, k) => narrow && (lines.at(-1) ?? '').length + chart.rows[k].text.length + 3 > width / LETTER);
  const tall = named.map((lines, k) => (narrow ? LINE * (lines.length + Number(below[k])) + 24 : 26));
  const tops = tall.map((_, k) => TOP + tall.slice(0, k).reduce((sum, one) => sum + one, 0));
  const bottom = TOP + tall.reduce((sum, one) => sum + one, 0);
  const height = bottom + 42;
  const x = (at: number): number => left + Math.max(0, Math.min(1, at)) * (right - left);
  const sheet = node('svg', { viewBox: `0 0 ${width} ${height}`, width, height, class: 'credopolis-sheet' });
  const most = (right - left) / 52;
  const shown = chart.marks.filter((one, k) => one.main || chart.marks.length <= most || Math.abs(k - (chart.marks.length - 1) / 2) % 2 === 0 || k === 0 || k === chart.marks.length - 1);
  for (const one of chart.marks) sheet.append(node('line', { class: one.main ? 'axis' : 'grid', x1: x(one.at), x2: x(one.at), y1: TOP, y2: bottom }));
  for (const one of shown) {
    const anchor = narrow && one.at < 0.06 ? 'start' : narrow && one.at > 0.94 ? 'end' : 'middle';
    sheet.append(node('text', { x: x(one.at), y: bottom + 16, 'text-anchor': anchor, class: 'mark' }, one.text));
  }
  sheet.append(node('text', { x: (left + right) / 2, y: bottom + 34, 'text-anchor': 'middle', class: 'mark' }, fitted(chart.axis, width - 8)));
  chart.rows.forEach((row, k) => {
    const y = narrow ? tops[k] + tall[k] - 12 : tops[k] + tall[k] / 2;
    if (narrow) {
      named[k].forEach((line, at) => sheet.append(node('text', { x: 2, y: tops[k] + LINE * (at + 1) - 2, class: 'strong' }, line)));
      sheet.append(node('text', { x: width - 2, y: tops[k] + LINE * (named[k].length + Number(below[k])) - 2, 'text-anchor': 'end' }, row.text));
    } else {
      sheet.append(node('text', { x: left - 10, y: y + 4, 'text-anchor': 'end' }, fitted(row.name, left - 12)),
        node('text', { x: right + 8, y: y + 4 }, fitted(row.text, width - right - 8)));
    }
    if (row.at === null) return;
    const kind = row.clear ? 'clear' : 'chance';
    sheet.append(node('line', { class: `reach ${kind}`, x1: x(row.low), x2: Math.max(x(row.high), x(row.low) + 1), y1: y, y2: y, 'data-says': row.says }),
      node('circle', { class: `dot ${kind}`, cx: x(row.at), cy: y, r: 4.5, 'data-says': row.says }));
  });
  holder.replaceChildren(sheet);
}
