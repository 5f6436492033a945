// Provinces as tiles, placed roughly as on a map.

import { inkOn } from '../lib/format';
import type { Tile, Tiles } from './kinds';
import { fitted } from './scales';
import { node } from './svg';

const GAP = 3;
const WIDEST = 84;
/** A column that is narrower has no room for three letters. */
const NARROWEST = 28;

export function drawTiles(holder: Element, chart: Tiles, width: number): void {
  const wide = 1 + Math.max(0, ...chart.tiles.map((one) => one.column));
  const narrow = width / wide < NARROWEST && chart.tiles.every((one) => one.narrow);
  const placeOf = (one: Tile): readonly [number, number] => (narrow && one.narrow ? one.narrow : [one.column, one.row]);
  const columns = 1 + Math.max(0, ...chart.tiles.map((one) => placeOf(one)[0]));
  const rows = 1 + Math.max(0, ...chart.tiles.map((one) => placeOf(one)[1]));
  const side = Math.min(WIDEST, (width - GAP) / columns - GAP);
  const tall = Math.max(36, side * 0.66);
  const left = (width - columns * (side + GAP)) / 2;
  const top = chart.unit ? 20 : 0;
  const height = top + rows * (tall + GAP) + GAP;
  const sheet = node('svg', { viewBox: `0 0 ${width} ${height}`, width, height, class: 'credopolis-sheet' });
  if (chart.unit) sheet.append(node('text', { x: 2, y: 13, class: 'mark' }, fitted(chart.unit, width - 4)));
  for (const one of chart.tiles) {
    const [column, row] = placeOf(one);
    const [x, y] = [left + column * (side + GAP), top + GAP + row * (tall + GAP)];
    const ink = inkOn(one.colour);
    const words = [
      node('text', { x: x + side / 2, y: y + tall / 2 - 3, 'text-anchor': 'middle', class: 'strong' }, fitted(one.short, side - 2)),
      node('text', { x: x + side / 2, y: y + tall / 2 + 12, 'text-anchor': 'middle' }, fitted(one.text, side)),
    ];
    for (const word of words) word.style.fill = ink; // whatever the colour of words on the page
    sheet.append(node('g', { 'data-says': one.says },
      node('rect', { x, y, width: side, height: tall, rx: 4, fill: one.colour, class: 'edge', 'data-label': one.name }), ...words));
  }
  holder.replaceChildren(sheet);
}
