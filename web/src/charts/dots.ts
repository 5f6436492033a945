// Dots with their intervals along one axis: blue where they stand up, grey where they may be chance; a wide bar may lie behind.

import type { Dot, Dots } from './kinds';
import { fitted, LETTER, linesOf } from './scales';
import { node } from './svg';

const NARROW = 620;
const LINE = 16;
const KEY = 28;

/** What lies between two places of a row, with an arrow where it goes on beyond the sheet. */
function span(sheet: SVGSVGElement, low: number, high: number, x: (at: number) => number, y: number, tall: number, said: Record<string, string>): void {
  const [from, to] = [x(low), Math.max(x(high), x(low) + 1.5)];
  sheet.append(node('rect', { x: from, y: y - tall / 2, width: to - from, height: tall, ...said }));
  if (low < -1e-9) sheet.append(node('path', { d: `M${x(0)},${y - 6}v12l-7,-6z`, ...said }));
  if (high > 1 + 1e-9) sheet.append(node('path', { d: `M${x(1)},${y - 6}v12l7,-6z`, ...said }));
}

function keys(sheet: SVGSVGElement, said: readonly [string, string], width: number): number {
  const beside = 2 * LETTER * Math.max(said[0].length, said[1].length) + 100 < width;
  said.forEach((words, k) => {
    const [x, y] = beside ? [2 + (k ? 56 + LETTER * said[0].length : 0), 10] : [2, 10 + LINE * k];
    sheet.append(node('rect', { x, y: y - (k ? 6 : 1.5), width: 22, height: k ? 12 : 3, class: k ? 'behind' : 'reach clear' }));
    if (!k) sheet.append(node('circle', { cx: x + 11, cy: y, r: 4.5, class: 'dot clear' }));
    sheet.append(node('text', { x: x + 28, y: y + 4 }, fitted(words, width - x - 30)));
  });
  return beside ? KEY : KEY + LINE;
}

export function drawDots(holder: Element, chart: Dots, width: number): void {
  const narrow = width < NARROW;
  const dots = chart.rows.filter((one): one is Dot => 'name' in one);
  const names = Math.max(3, ...dots.map((one) => one.name.length)) * LETTER + 12;
  const texts = Math.max(3, ...dots.map((one) => one.text.length)) * LETTER + 26; // figures are wider than letters
  const left = narrow ? 9 : Math.min(names, width * 0.46);
  const right = narrow ? width - 9 : width - Math.min(texts, width * 0.3);
  const sheet = node('svg', { width, class: 'credopolis-sheet' });
  const top = chart.keys ? keys(sheet, chart.keys, width) : 8;
  const words = (one: Dot | { head: string }): string => ('head' in one ? one.head : one.name);
  const named = chart.rows.map((one) => (narrow || 'head' in one ? linesOf(words(one), width - 4) : []));
  // On a narrow sheet the number stands behind the last line of the name if there is room, else below it.
  const below = chart.rows.map((one, k) => narrow && 'name' in one && (named[k].at(-1) ?? '').length + one.text.length + 3 > width / LETTER);
  const tall = chart.rows.map((one, k) => ('head' in one ? LINE * named[k].length + 12 : narrow ? LINE * (named[k].length + Number(below[k])) + 24 : 26));
  const tops = tall.map((_, k) => top + tall.slice(0, k).reduce((sum, one) => sum + one, 0));
  const bottom = top + tall.reduce((sum, one) => sum + one, 0);
  const axis = chart.axis ? linesOf(chart.axis, width - 8) : [];
  const height = bottom + (chart.marks.length ? 22 : 4) + LINE * axis.length + (axis.length ? 4 : 0);
  sheet.setAttribute('viewBox', `0 0 ${width} ${height}`);
  sheet.setAttribute('height', String(height));
  const x = (at: number): number => left + Math.max(0, Math.min(1, at)) * (right - left);
  const most = (right - left) / 52;
  const shown = chart.marks.filter((one, k) => one.main || chart.marks.length <= most || Math.abs(k - (chart.marks.length - 1) / 2) % 2 === 0 || k === 0 || k === chart.marks.length - 1);
  const middle = (k: number): number => (narrow ? tops[k] + tall[k] - 12 : tops[k] + tall[k] / 2);
  const stretches = narrow ? chart.rows.flatMap((one, k) => ('head' in one ? [] : [[middle(k) - 9, middle(k) + 9]])) : [[top, bottom]];
  for (const one of chart.marks) { // on a narrow sheet not through words
    for (const [y1, y2] of stretches) sheet.append(node('line', { class: one.main ? 'axis' : 'grid', x1: x(one.at), x2: x(one.at), y1, y2 }));
  }
  for (const one of shown) {
    const anchor = narrow && one.at < 0.06 ? 'start' : narrow && one.at > 0.94 ? 'end' : 'middle';
    sheet.append(node('text', { x: x(one.at), y: bottom + 16, 'text-anchor': anchor, class: 'mark' }, one.text));
  }
  axis.forEach((line, k) => sheet.append(node('text', { x: (left + right) / 2, y: bottom + 34 + LINE * k, 'text-anchor': 'middle', class: 'mark' }, line)));
  chart.rows.forEach((row, k) => {
    const y = middle(k);
    named[k].forEach((line, at) => sheet.append(node('text', { x: 2, y: tops[k] + LINE * (at + 1) - ('head' in row ? -6 : 2), class: 'strong' }, line)));
    if ('head' in row) return;
    if (narrow) {
      sheet.append(node('text', { x: width - 2, y: tops[k] + LINE * (named[k].length + Number(below[k])) - 2, 'text-anchor': 'end' }, fitted(row.text, width - 4)));
    } else {
      sheet.append(node('text', { x: left - 10, y: y + 4, 'text-anchor': 'end' }, fitted(row.name, left - 12)),
        node('text', { x: right + 9, y: y + 4 }, fitted(row.text, width - right - 9)));
    }
    if (row.behind) span(sheet, row.behind.low, row.behind.high, x, y, 14, { class: 'behind', 'data-says': row.behind.says });
    if (row.at === null) return;
    const kind = row.clear ? 'clear' : 'chance';
    span(sheet, row.low, row.high, x, y, 3, { class: `reach ${kind}`, 'data-says': row.says });
    if (row.at >= 0 && row.at <= 1) sheet.append(node('circle', { class: `dot ${kind}`, cx: x(row.at), cy: y, r: 4.5, 'data-says': row.says }));
  });
  holder.replaceChildren(sheet);
}
