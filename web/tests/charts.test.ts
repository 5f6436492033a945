// @vitest-environment jsdom
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { drawAreas, inPercent } from '../src/charts/areas';
import { drawBars } from '../src/charts/bars';
import { drawCurves, steps, valueAt } from '../src/charts/curves';
import { drawDots } from '../src/charts/dots';
import { show } from '../src/charts/frame';
import { drawMatrix } from '../src/charts/matrix';
import type { Areas, Bars, Chart, Curves, Dot, Dots, Matrix, Tiles } from '../src/charts/kinds';
import { drawPath } from '../src/charts/path';
import { dateMarks, fitted, keyLines, linesOf, nearest, roundMarks } from '../src/charts/scales';
import { drawTiles } from '../src/charts/tiles';

const HOSTILE = '<img src=x onerror=alert(1)>';
const day = (y: number, m: number, d: number): number => Date.UTC(y, m - 1, d);
const areas: Areas = {
  kind: 'areas', times: [day(2020, 1, 1), day(2020, 7, 1), day(2021, 1, 1)], labels: ['D', HOSTILE], colours: ['#111111', '#222222'],
  shares: [[0, 25, 50], [100, 75, 50]], changes: [day(2020, 7, 1)],
};
const curves: Curves = {
  kind: 'curves', axis: 'years', curves: [{ name: 'lock of D', colour: '#111111', at: [0, 1, 2], going: [100, 60, 10], low: [100, 50, 5], high: [100, 70, 20], rule: 1.5 }],
};
const bars: Bars = {
  kind: 'bars', keys: [{ name: 'true', fill: '#111111' }, { name: 'false', fill: 'stripes #222222 #333333' }],
  rows: [{ name: HOSTILE, end: '4, half false', bars: [{ parts: [{ key: 0, share: 0.5, says: 'two true' }, { key: 1, share: 0.5, says: 'two false' }], text: '' }] }],
  marks: [{ at: 0, text: '0 %' }, { at: 1, text: '100 %' }], axis: 'share',
};
const dots: Dots = {
  kind: 'dots', axis: 'ratio', marks: [{ at: 0.5, text: '1', main: true }],
  rows: [
    { name: 'entries: first to second', at: 0.75, low: 0.6, high: 0.9, clear: true, text: '2.0', says: 'twice' },
    { name: 'too few', at: null, low: 0, high: 0, clear: false, text: 'too few (3)', says: '' },
  ],
};
const tiles: Tiles = { kind: 'tiles', tiles: [{ name: 'Beijing', short: 'BJ', column: 3, row: 1, colour: '#08306b', text: '4.5', says: 'Beijing: 4.5 %' }] };

const place = (): HTMLDivElement => document.createElement('div');
const numbers = (path: string): number[][] => path.replace(/[MZ]/g, '').split('L').map((pair) => pair.split(',').map(Number));

beforeAll(() => {
  vi.stubGlobal('ResizeObserver', class { constructor(readonly hears: () => void) {} observe(): void { this.hears(); } disconnect(): void {} });
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }));
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { value: 600, configurable: true });
});

describe('areas', () => {
  it('are as high as their shares, one upon the other', () => {
    const holder = place();
    drawAreas(holder, areas, 600, 300, () => undefined);
    const [low, high] = [...holder.querySelectorAll('.area')].map((one) => numbers(one.getAttribute('d') ?? ''));
    const full = low[5][1] - high[0][1]; // from the ground to the top
    expect((low[5][1] - low[2][1]) / full).toBeCloseTo(0.5, 2);
    expect(high.slice(0, 3).map(([, y]) => y)).toEqual([8, 8, 8]);
    expect(holder.querySelectorAll('.change').length).toBe(1);
    expect(holder.textContent).toContain('2021');
  });
  it('are read by the keyboard, and a span is drawn by dragging', () => {
    const holder = place();
    const [said, spans]: [string[], [number, number][]] = [[], []];
    drawAreas(holder, areas, 600, 300, (words) => said.push(words), { since: areas.times[0], now: areas.times[2], brushed: (a, b) => spans.push([a, b]) });
    const ground = holder.querySelector('.ground') as SVGElement;
    ground.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
    expect(said.at(-1)).toBe(`1 Jul 2020: ${HOSTILE} 75.0 %, D 25.0 %`);
    (ground as unknown as { setPointerCapture: () => void }).setPointerCapture = () => undefined;
    const event = (name: string, x: number): void => { ground.dispatchEvent(new MouseEvent(name, { clientX: x, bubbles: true })); };
    event('pointerdown', 46);
    drawAreas(holder, { ...areas, shares: [[0, 0, 0], [100, 100, 100]] }, 600, 300, () => undefined);
    expect(holder.querySelector('.ground')).toBe(ground); // is not drawn anew while a span is drawn
    event('pointermove', 300);
    event('pointerup', 590);
    expect(spans).toEqual([[areas.times[0], areas.times[2]]]);
  });
  it('have no more corners than pixels, and the last day', () => {
    const times = Array.from({ length: 5000 }, (_, k) => day(2020, 1, 1) + k * 86_400_000);
    const holder = place();
    drawAreas(holder, { ...areas, times, labels: ['A'], colours: ['#111111'], shares: [times.map((_, k) => (k === 4999 ? 100 : 0))], changes: [] }, 600, 300, () => undefined);
    const corners = numbers(holder.querySelector('.area')?.getAttribute('d') ?? '');
    expect(corners.length).toBeLessThan(1200);
    expect(Math.min(...corners.map(([, y]) => y))).toBe(8);
  });
  it('say shares as Python does', () => {
    expect([0, 0.01, 12.34].map(inPercent)).toEqual(['0.0 %', '0.0 %', '12.3 %']);
  });
});

describe('curves', () => {
  it('hold a value until the next one, and end where they were followed to', () => {
    expect(steps([0, 1, 2], [100, 60, 10])).toEqual([[0, 100], [1, 100], [1, 60], [2, 60], [2, 10]]);
    expect(steps([0, 1, 2], [100, 60, 10], true)).toEqual([[0, 100], [1, 60], [2, 10]]);
    expect([0.5, 1, 1.99, 2, 2.1].map((at) => valueAt(curves.curves[0], at))).toEqual([100, 60, 60, 10, null]);
  });
  it('have names in as many lines as they need', () => {
    const holder = place();
    const name = 'a parent of grown children in a household of three generations';
    drawCurves(holder, { ...curves, curves: [{ ...curves.curves[0], name }, curves.curves[0]] }, 320, 250, () => undefined);
    const lines = [...holder.querySelectorAll('text:not(.mark)')];
    expect(lines.map((one) => one.textContent).join(' ')).toBe(`${name} lock of D`);
    const heights = lines.map((one) => Number(one.getAttribute('y')));
    expect(heights.every((y, k) => !k || y > heights[k - 1])).toBe(true);
    expect(Number(holder.querySelector('svg')?.getAttribute('height'))).toBeGreaterThan(Math.max(...heights));
  });
  it('are drawn with their names, bands and the end by the rule', () => {
    const holder = place();
    drawCurves(holder, curves, 600, 250, () => undefined);
    expect(holder.querySelectorAll('.curve').length).toBe(1);
    expect(holder.textContent).toContain('lock of D');
    expect(holder.querySelectorAll('line[stroke-dasharray="2 4"]').length).toBe(1);
  });
});

describe('a path', () => {
  it('goes through its values, with the record and its range', () => {
    const holder = place();
    drawPath(holder, {
      kind: 'path', unit: 'million', times: areas.times, values: [0, 1, 2],
      dots: [{ time: areas.times[2], value: 1, least: 0.5, most: 4, ring: true, says: 'a dot' }],
    }, 600, 300, () => undefined);
    const corners = numbers(holder.querySelector('.line')?.getAttribute('d') ?? '');
    const ground = corners[0][1];
    expect((ground - corners[2][1]) / (ground - corners[1][1])).toBeCloseTo(2, 1);
    const dot = holder.querySelector('circle.ring');
    expect(Number(dot?.getAttribute('cy'))).toBeCloseTo(corners[1][1], 0);
    expect(Number(dot?.getAttribute('cx'))).toBeCloseTo(corners[2][0], 0);
  });
});

describe('bars, dots and tiles', () => {
  it('give every part its share of the width and its words', () => {
    for (const width of [358, 900]) {
      const holder = place();
      drawBars(holder, bars, width);
      const [first, second] = [...holder.querySelectorAll('[data-says]')];
      expect(first.getAttribute('width')).toBe(second.getAttribute('width'));
      expect(second.getAttribute('fill')).toMatch(/^url\(#credopolis-fill-\d+\)$/);
      expect(holder.querySelector((second.getAttribute('fill') ?? '').slice(4, -1))).not.toBeNull();
      expect(holder.querySelector('img')).toBeNull();
    }
  });
  it('put a dot where its number is, and none where there is none', () => {
    const holder = place();
    drawDots(holder, dots, 1000);
    expect(holder.querySelectorAll('circle').length).toBe(1);
    const [dot, axis, reach] = ['circle', '.axis', '.reach'].map((one) => holder.querySelector(one) as Element);
    const at = (one: Element, name: string): number => Number(one.getAttribute(name));
    expect(at(dot, 'cx')).toBeGreaterThan(at(axis, 'x1'));
    expect((at(dot, 'cx') - at(reach, 'x')) / at(reach, 'width')).toBeCloseTo(0.5, 2);
    expect(holder.textContent).toContain('too few (3)');
  });
  it('lay a wide bar behind a dot, with an arrow where it goes on beyond the sheet', () => {
    for (const width of [358, 1000]) {
      const holder = place();
      const behind = { low: -0.5, high: 0.9, says: 'assumptions' };
      drawDots(holder, { ...dots, keys: ['chance', HOSTILE], rows: [{ head: 'all' }, { ...dots.rows[0], behind } as Dot] }, width);
      const bars = [...holder.querySelectorAll('[data-says="assumptions"]')];
      expect(bars.map((one) => one.tagName)).toEqual(['rect', 'path']);
      expect(Number(bars[0].getAttribute('x'))).toBe(Number(bars[1].getAttribute('d')?.match(/[\d.]+/)?.[0]));
      expect(holder.querySelector('.strong')?.textContent).toBe('all');
      expect(holder.querySelector('img')).toBeNull();
    }
  });
  it('mark between what a bar may end', () => {
    const holder = place();
    drawBars(holder, { ...bars, rows: [{ name: 'one', end: '', bars: [{ parts: [{ key: 0, share: 0.5, says: '', reach: [0.4, 0.6] }], text: '' }] }] }, 900);
    const bar = holder.querySelector('[data-says]');
    const [from, , to] = (holder.querySelector('.doubt')?.getAttribute('d') ?? '').match(/(?<=[MH])[\d.]+|(?<=,)[\d.]+/g)?.map(Number) ?? [];
    const [left, wide] = ['x', 'width'].map((name) => Number(bar?.getAttribute(name)));
    expect(((from + to) / 2 - left) / wide).toBeCloseTo(1, 1);
  });
  it('put tiles in their places, with ink that reads on them', () => {
    const holder = place();
    drawTiles(holder, tiles, 400);
    expect(holder.querySelector('g')?.getAttribute('data-says')).toBe('Beijing: 4.5 %');
    expect((holder.querySelector('text') as SVGTextElement).style.fill).toBe('#ffffff');
  });
});

describe('a matrix', () => {
  const columns = Array.from({ length: 12 }, (_, k) => `measure ${k}`);
  const matrix: Matrix = {
    kind: 'matrix', rows: ['deterrence', HOSTILE], columns,
    cells: columns.map((_, column) => ({ row: column % 2, column, colour: '#08306b', text: `+${column}`, pale: column === 3, says: `cell ${column}` })),
  };
  it('has every cell below its column and beside its row, on wide and narrow sheets', () => {
    for (const width of [358, 1000]) {
      const holder = place();
      drawMatrix(holder, matrix, width);
      const at = (one: Element | null, name: string): number => Number(one?.getAttribute(name));
      columns.forEach((name, k) => {
        const [cell] = holder.querySelectorAll(`[data-says="cell ${k}"] rect`);
        const [, x, y] = holder.querySelector(`[data-label="${name}"]`)?.getAttribute('transform')?.match(/\(([\d.]+),([\d.]+)\)/)?.map(Number) ?? [];
        expect(x).toBeGreaterThan(at(cell, 'x'));
        expect(x).toBeLessThan(at(cell, 'x') + at(cell, 'width'));
        expect(at(cell, 'y') - y).toBeGreaterThan(0);
        expect(at(cell, 'y') - y).toBeLessThan(50);
        expect(at(cell, 'x') + at(cell, 'width')).toBeLessThan(width);
      });
      expect(holder.querySelector('img')).toBeNull();
    }
  });
});

describe('scales', () => {
  it('mark round dates and numbers', () => {
    expect(dateMarks(day(2020, 2, 1), day(2030, 1, 1), 5).map((one) => one.text)).toEqual(['2022', '2024', '2026', '2028', '2030']);
    expect(dateMarks(day(2020, 1, 15), day(2021, 2, 1), 6).map((one) => one.text)).toEqual(['Apr', 'Jul', 'Oct', '2021']);
    expect(roundMarks(6, 12)).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6]);
    expect(roundMarks(0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
  });
  it('fit words into their room', () => {
    expect(fitted('a very long name', 70)).toBe('a very lo…');
    expect(linesOf('lives in a lock on the last day', 120).every((line) => line.length <= 17)).toBe(true);
    expect(keyLines(['one', 'two', 'three'], 120, 16).map((one) => one.line)).toEqual([0, 0, 1]);
    expect(nearest([0, 10, 20], 14)).toBe(1);
  });
});

describe('a chart in a notebook', () => {
  const chart: Chart = { name: 'grades', title: HOSTILE, caption: HOSTILE, of: HOSTILE, header: ['date', HOSTILE], rows: [['2020', HOSTILE]], csv: 'a,b\n', drawn: areas };
  it('shows every word as text, and its table when asked', () => {
    const holder = place();
    const end = show(holder, chart);
    expect(holder.querySelector('svg .area')).not.toBeNull();
    const table = [...holder.querySelectorAll('button')].find((one) => one.textContent === 'Table') as HTMLButtonElement;
    table.click();
    expect(holder.querySelectorAll('td').length).toBe(2);
    expect(holder.querySelector('img')).toBeNull();
    expect(holder.textContent?.split(HOSTILE).length).toBeGreaterThan(5);
    table.click();
    expect(holder.querySelectorAll('td').length).toBe(0);
    expect([...holder.querySelectorAll('button')].map((one) => one.textContent)).toEqual(['Table', 'CSV', 'SVG', 'PNG']);
    end();
  });
  it('says so where there is nothing to draw', () => {
    for (const drawn of [{ ...dots, rows: [] }, { ...curves, curves: [] }]) {
      const holder = place();
      show(holder, { ...chart, drawn });
      expect(holder.querySelector('.drawn')?.textContent).toContain('nothing to draw');
      expect([...holder.querySelectorAll('button')].map((one) => one.textContent)).toEqual(['Table', 'CSV']);
      expect(holder.querySelector('.says')?.textContent).toBe('');
    }
  });
  it('takes its words from the table that stands beside it in a page', async () => {
    const page = place();
    const { header, rows, ...held } = chart;
    const words = [header, ...rows].map((row, k) => `<t${k ? 'body' : 'head'}><tr>${row.map((cell) => `<td>${cell.replace('<', '&lt;')}</td>`).join('')}</tr></t${k ? 'body' : 'head'}>`);
    page.innerHTML = `<section><h2>x</h2><table>${words.join('')}</table><script type="application/json" data-credopolis-chart></script></section>`;
    (page.querySelector('script') as HTMLScriptElement).textContent = JSON.stringify(held);
    (await import('../src/charts/main')).wake(page);
    expect(page.querySelector('svg .area')).not.toBeNull();
    ([...page.querySelectorAll('button')].find((one) => one.textContent === 'Table') as HTMLButtonElement).click();
    expect([...page.querySelectorAll('th, td')].map((one) => one.textContent)).toEqual([...header, ...rows.flat()]);
    expect(page.querySelector('img')).toBeNull();
  });
  it('is rendered by the module as anywidget asks', async () => {
    const module = (await import('../src/charts/main')).default;
    let held = chart;
    let heard = (): void => undefined;
    const holder = place();
    const end = module.render({ model: { get: () => held, on: (_: string, hears: () => void) => { heard = hears; } }, el: holder });
    held = { ...chart, title: 'Another' };
    heard();
    expect(holder.querySelector('h2')?.textContent).toBe('Another');
    end();
  });
});
