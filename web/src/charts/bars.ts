// Bars, whole or in parts that are told apart by pattern as well as by colour, with their words beside them.

import type { Bars, Fill } from './kinds';
import { fitted, keyLines, LETTER, linesOf } from './scales';
import { node } from './svg';

const BAR = 13;
const GAP = 3;
const LINE = 18;
const NARROW = 560;
let patterns = 0;

/** A fill as an attribute; a pattern is put into the sheet first. */
function filled(sheet: SVGSVGElement, fill: Fill): string {
  const [kind, ground, mark] = fill.split(' ');
  if (!mark) return fill;
  patterns += 1;
  const id = `credopolis-fill-${patterns}`;
  const shapes = kind === 'stripes'
    ? node('rect', { width: 3, height: 6, fill: mark })
    : node('circle', { cx: 3, cy: 3, r: 1.7, fill: mark });
  sheet.append(node('pattern', { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', ...(kind === 'stripes' ? { patternTransform: 'rotate(45)' } : {}) },
    node('rect', { width: 6, height: 6, fill: ground }), shapes));
  return `url(#${id})`;
}

export function drawBars(holder: Element, chart: Bars, width: number): void {
  const narrow = width < NARROW;
  const names = Math.max(3, ...chart.rows.map((one) => one.name.length)) * LETTER + 10;
  const ends = Math.max(0, ...chart.rows.map((one) => one.end.length)) * LETTER;
  const texts = Math.max(0, ...chart.rows.flatMap((one) => one.bars.map((bar) => (bar.parts.length ? bar.text.length : 0)))) * LETTER;
  const left = narrow ? 2 : Math.min(names, width * 0.34);
  const wide = Math.max(60, width - left - (narrow ? 0 : ends + 10) - (texts ? Math.min(texts, width * 0.45) + 8 : 2));
  const places = keyLines(chart.keys.map((one) => one.name), width - 4, 16);
  const key = chart.keys.length > 1 ? LINE * (1 + Math.max(0, ...places.map((one) => one.line))) + 8 : 4;
  const head = narrow ? 16 : 0;
  const tall = (k: number): number => head + (BAR + GAP) * chart.rows[k].bars.length + 8;
  const tops = chart.rows.map((_, k) => key + chart.rows.slice(0, k).reduce((sum, __, j) => sum + tall(j), 0));
  const bottom = key + chart.rows.reduce((sum, _, k) => sum + tall(k), 0);
  const axis = chart.axis ? linesOf(chart.axis, narrow ? width - 8 : wide) : [];
  const height = bottom + (chart.marks.length ? 22 : 0) + LINE * axis.length + 4;
  const sheet = node('svg', { viewBox: `0 0 ${width} ${height}`, width, height, class: 'credopolis-sheet' });
  const fills = chart.keys.map((one) => filled(sheet, one.fill));
  if (chart.keys.length > 1) {
    chart.keys.forEach((one, k) => {
      const at = LINE * places[k].line + 4;
      sheet.append(node('rect', { x: 2 + places[k].x, y: at, width: 14, height: 11, fill: fills[k], class: 'edge' }),
        node('text', { x: 2 + places[k].x + 20, y: at + 10 }, one.name));
    });
  }
  const every = Math.ceil((chart.marks.length * 58) / wide);
  chart.marks.forEach((one, k) => {
    const x = left + one.at * wide;
    for (const [y1, y2] of narrow ? chart.rows.map((_, r) => [tops[r] + head - 2, tops[r] + tall(r) - 6]) : [[key, bottom]]) {
      sheet.append(node('line', { class: k ? 'grid' : 'axis', x1: x, x2: x, y1, y2 }));
    }
    if ((chart.marks.length - 1 - k) % every === 0) {
      const half = (LETTER * one.text.length) / 2;
      const anchor = x - half < 0 ? 'start' : x + half > width ? 'end' : 'middle';
      sheet.append(node('text', { x, y: bottom + 16, 'text-anchor': anchor, class: 'mark' }, one.text));
    }
  });
  axis.forEach((line, k) => sheet.append(node('text', { x: narrow ? width / 2 : left + wide / 2, y: height - 5 - LINE * (axis.length - 1 - k), 'text-anchor': 'middle', class: 'mark' }, line)));
  chart.rows.forEach((row, k) => {
    const middle = tops[k] + ((BAR + GAP) * row.bars.length) / 2 + 3;
    const beside = narrow ? ends : 0;
    sheet.append(narrow
      ? node('text', { x: 2, y: tops[k] + 12, class: 'strong' }, fitted(row.name, width - beside - 12))
      : node('text', { x: left - 8, y: middle + 2, 'text-anchor': 'end' }, fitted(row.name, left - 10)));
    if (row.end) sheet.append(node('text', { x: width - 2, y: narrow ? tops[k] + 12 : middle + 2, 'text-anchor': 'end' }, row.end));
    row.bars.forEach((bar, b) => {
      const y = tops[k] + head + (BAR + GAP) * b;
      let x = left;
      for (const part of bar.parts) {
        const long = Math.max(0, Math.min(1, part.share)) * wide;
        sheet.append(node('rect', { x, y, width: part.share > 0 ? Math.max(0.5, long) : 0, height: BAR, fill: fills[part.key], class: 'edge', 'data-says': part.says }));
        if (part.reach) {
          const [low, high] = part.reach.map((end) => left + Math.max(0, Math.min(1, end)) * wide);
          sheet.append(node('path', { class: 'doubt', d: `M${low},${y + 3}v${BAR - 6}m0,${(6 - BAR) / 2}H${high}m0,${(6 - BAR) / 2}v${BAR - 6}` }));
        }
        x += long;
      }
      if (bar.text) sheet.append(node('text', { x: x + 6, y: y + 11 }, fitted(bar.text, width - x - 8)));
    });
  });
  holder.replaceChildren(sheet);
}
