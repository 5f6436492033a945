// Numbers by rows and columns, each in a cell of its colour; what is too wide for the sheet goes on below.

import { inkOn } from '../lib/format';
import type { Matrix } from './kinds';
import { fitted, LETTER, linesOf } from './scales';
import { node } from './svg';

const NARROW = 620;
const ROW = 24;
const HEAD = 176;
const LINE = 14;
const SLANT = 0.58; // of the length of a slanted name, how far it reaches to the right

export function drawMatrix(holder: Element, chart: Matrix, width: number): void {
  const narrow = width < NARROW;
  const cell = LETTER * Math.max(2, ...chart.cells.map((one) => one.text.length)) + 8;
  const left = Math.min(LETTER * Math.max(3, ...chart.rows.map((one) => one.length)) + 16, width * 0.36);
  const named = chart.columns.map((one) => linesOf(one, HEAD)); // two lines at most, as names are
  const long = LETTER * Math.max(...named.flat().map((one) => one.length));
  const head = narrow ? long + 12 : long * 0.82 + 16;
  const most = Math.max(1, Math.floor((width - left - (narrow ? 2 : long * SLANT)) / cell));
  const panels = Math.ceil(chart.columns.length / most);
  const each = Math.ceil(chart.columns.length / panels);
  const tall = head + ROW * chart.rows.length + 18;
  const height = panels * tall - 14;
  const sheet = node('svg', { viewBox: `0 0 ${width} ${height}`, width, height, class: 'credopolis-sheet' });
  chart.columns.forEach((name, column) => {
    const [x, y] = [left + cell * (column % each) + cell / 2, tall * Math.floor(column / each) + head - 8];
    const lines = named[column].map((line, k) => node('tspan', { x: 0, y: 4 + LINE * (k - (named[column].length - 1) / 2) }, line));
    sheet.append(node('text', { transform: `translate(${x.toFixed(1)},${y.toFixed(1)}) rotate(${narrow ? -90 : -55})`, 'data-label': name }, ...lines));
  });
  for (let panel = 0; panel < panels; panel++) {
    chart.rows.forEach((name, row) => {
      sheet.append(node('text', { x: left - 8, y: panel * tall + head + ROW * row + 16, 'text-anchor': 'end' }, fitted(name, left - 8)));
    });
  }
  for (const one of chart.cells) {
    const [x, y] = [left + cell * (one.column % each), tall * Math.floor(one.column / each) + head + ROW * one.row];
    const words = node('text', { x: x + cell / 2, y: y + 16, 'text-anchor': 'middle' }, one.text);
    words.style.fill = one.pale ? '#55606a' : inkOn(one.colour); // whatever the colour of words on the page
    sheet.append(node('g', { 'data-says': one.says },
      node('rect', { x: x + 1, y: y + 1, width: cell - 2, height: ROW - 2, fill: one.colour, 'data-label': one.says }), words));
  }
  holder.replaceChildren(sheet);
}
