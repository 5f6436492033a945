// A chart with what stands beside each: what is pointed at in words, its table, its CSV, and the drawing as SVG and PNG.

import { drawAreas } from './areas';
import { drawBars } from './bars';
import './charts.css';
import { drawCurves } from './curves';
import { drawDots } from './dots';
import { drawFlows, type Picked } from './flows';
import type { Chart, Ribbons } from './kinds';
import { drawMatrix } from './matrix';
import { drawPath } from './path';
import { savePicture, saveText } from './picture';
import { lighter } from '../lib/format';
import { counted } from './svg';
import { drawTiles } from './tiles';

const HINTS: Record<Chart['drawn']['kind'], string> = {
  areas: 'Point at a day to read its shares, or go from day to day with the arrow keys.',
  curves: 'Point at a time to read the shares, or go from step to step with the arrow keys.',
  path: 'Point at a day to read the line, or at a dot to read the record.',
  bars: 'Point at a part of a bar to read its number.',
  dots: 'Point at a dot to read it.',
  tiles: 'Point at a tile to read it.',
  matrix: 'Point at a cell to read it.',
  flows: 'Choose a ribbon to see it alone.',
};

type Says = (words: string) => void;

/** An element of a page with its attributes and what it holds; words are text, whatever they are. */
function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name, said: Record<string, string> = {}, ...held: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(said)) one.setAttribute(key, value);
  one.append(...held);
  return one;
}

function ribbons(holder: Element, chart: Ribbons, width: number, lit: Picked | null, says: Says): void {
  const flows = { ...chart, way: (a: number, b: number) => Math.sign(b - a), days: chart.sides, stayed: false };
  const high = Math.max(320, 30 * chart.labels.length + 60);
  if (!chart.lives.flat().some(Boolean)) {
    holder.replaceChildren(make('p', {}, 'Nobody moved.'));
    return;
  }
  drawFlows(holder, flows, width, high, lit, (one) => {
    const same = lit !== null && lit.from === one.from && lit.to === one.to;
    ribbons(holder, chart, width, same ? null : { from: one.from, to: one.to }, says);
    says(same ? '' : `${chart.labels[one.from]} to ${chart.labels[one.to]}: ${counted(chart.lives[one.from][one.to])} ${chart.unit}`);
  });
}

/** Whether an element stands on a dark ground, whatever made it so. */
function onDark(place: Element): boolean {
  const parts = getComputedStyle(place).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
  return parts.length >= 3 && 0.3 * parts[0] + 0.6 * parts[1] + 0.1 * parts[2] < 128;
}

/** Whether a chart holds nothing that could be drawn: then its table is all there is. */
const isEmpty = (drawn: Chart['drawn']): boolean => ('rows' in drawn && !drawn.rows.length) || ('curves' in drawn && !drawn.curves.length);

/** Draw what a chart holds into an element, as wide as that is. */
function draw(holder: Element, chart: Chart, width: number, says: Says, dark: boolean): void {
  const { drawn } = chart;
  const narrow = width < 560;
  if (isEmpty(drawn)) holder.replaceChildren(make('p', {}, 'There is nothing to draw: the table has all there is.'));
  else if (drawn.kind === 'areas') drawAreas(holder, drawn, width, Math.max(narrow ? 270 : 320, 15 * drawn.labels.length + 40), says);
  else if (drawn.kind === 'curves') {
    const curves = drawn.curves.map((one) => ({ ...one, colour: dark ? lighter(one.colour) : one.colour }));
    drawCurves(holder, { ...drawn, curves }, width, narrow ? 250 : 300, says);
  }
  else if (drawn.kind === 'path') drawPath(holder, drawn, width, narrow ? 260 : 320, says);
  else if (drawn.kind === 'bars') drawBars(holder, drawn, width);
  else if (drawn.kind === 'dots') drawDots(holder, drawn, width);
  else if (drawn.kind === 'matrix') drawMatrix(holder, drawn, width);
  else if (drawn.kind === 'tiles') drawTiles(holder, drawn, width);
  else ribbons(holder, drawn, width, null, says);
}

function tableOf(chart: Chart): HTMLElement {
  const head = make('tr', {}, ...chart.header.map((name) => (name ? make('th', { scope: 'col' }, name) : make('td'))));
  const rows = chart.rows.map((row) => make('tr', {}, ...row.map((cell, k) => make('td', { 'data-of': chart.header[k] ?? '' }, cell))));
  return make('div', { class: 'scroll short', tabindex: '0', role: 'region', 'aria-label': `${chart.title}: table` },
    make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows)));
}

function buttons(chart: Chart, holder: Element, room: Element): HTMLElement {
  const table = make('button', { type: 'button', 'aria-expanded': 'false' }, 'Table');
  table.addEventListener('click', () => {
    const open = table.getAttribute('aria-expanded') !== 'true';
    table.setAttribute('aria-expanded', String(open));
    room.replaceChildren(...(open ? [tableOf(chart)] : []));
  });
  const asked = (name: string, act: () => void): HTMLElement => {
    const one = make('button', { type: 'button' }, name);
    one.addEventListener('click', act);
    return one;
  };
  return make('p', { class: 'beside' }, table,
    asked('CSV', () => saveText(chart.csv, `${chart.name}.csv`, 'text/csv;charset=utf-8')),
    ...(isEmpty(chart.drawn) ? [] : [asked('SVG', () => void savePicture(holder, chart.name, 'svg')),
      asked('PNG', () => void savePicture(holder, chart.name, 'png'))]));
}

/** Put a chart with all that stands beside it in the place of what an element holds -> what ends it. */
export function show(place: Element, chart: Chart): () => void {
  const holder = make('div', { class: 'drawn', role: 'group', 'aria-label': chart.title });
  const long = ['areas', 'curves', 'path'].includes(chart.drawn.kind);
  const hint = isEmpty(chart.drawn) ? '' : HINTS[chart.drawn.kind];
  const said = make('p', { class: long ? 'says long' : 'says', 'aria-live': 'polite' }, hint);
  const says: Says = (words) => { said.textContent = words || hint; };
  const room = make('div');
  const section = make('section', { class: 'credopolis-chart' },
    make('h2', {}, chart.title), holder, said, make('p', { class: 'small' }, chart.caption),
    ...(chart.of ? [make('p', { class: 'small' }, chart.of)] : []), buttons(chart, holder, room), room);
  place.replaceChildren(section);
  const hear = (event: Event): void => {
    const words = (event.target as Element).closest('[data-says]')?.getAttribute('data-says');
    if (words) says(words);
  };
  for (const name of ['pointerover', 'pointerdown', 'focusin']) holder.addEventListener(name, hear);
  let drawnAs = '';
  const again = (): void => {
    const [width, dark] = [Math.floor(holder.clientWidth), onDark(section)];
    if (width < 1 || drawnAs === `${width} ${dark}`) return;
    drawnAs = `${width} ${dark}`;
    draw(holder, chart, width, says, dark);
  };
  const watched = new ResizeObserver(again);
  watched.observe(holder);
  const turned = new MutationObserver(again); // a notebook that is turned dark
  turned.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-jp-theme-light'] });
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', again);
  return () => {
    watched.disconnect();
    turned.disconnect();
    query.removeEventListener('change', again);
  };
}
