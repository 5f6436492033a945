// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { drawFlows, layFlows, moves, type Flows } from '../src/charts/flows';
import { apart } from '../src/charts/svg';

const flows: Flows = {
  labels: ['D', 'C', 'A'], colours: ['#111111', '#222222', '#333333'], lives: [[5, 0, 1], [2, 7, 0], [30, 4, 900]],
  way: (from, to) => Math.sign(to - from), days: ['1 Jan', '8 Jan'], stayed: false,
};

describe('flows', () => {
  it('hold who moved, and everybody if asked', () => {
    expect(moves(flows).map((one) => [one.from, one.to, one.lives])).toEqual([[0, 2, 1], [1, 0, 2], [2, 0, 30], [2, 1, 4]]);
    expect(moves({ ...flows, stayed: true }).reduce((all, one) => all + one.lives, 0)).toBe(949);
  });
  it('lie from the highest at the top, each post as high as its lives, within the sheet', () => {
    const { posts, ribbons } = layFlows(flows, 400, 300);
    const left = posts.filter((one) => one.side === 0).sort((a, b) => a.top - b.top);
    expect(left.map((one) => [one.value, one.lives])).toEqual([[2, 34], [1, 2], [0, 1]]);
    for (const one of posts) expect(one.top >= 0 && one.top + one.height <= 300 && one.at > 0 && one.at < 300).toBe(true);
    const wide = ribbons.find((one) => one.from === 2 && one.to === 0);
    const thin = ribbons.find((one) => one.from === 2 && one.to === 1);
    expect((wide?.width ?? 0) / (thin?.width ?? 1)).toBeCloseTo(30 / 4, 1);
  });
  it('are drawn, told and chosen', () => {
    const holder = document.createElement('div');
    const chosen: [number, number][] = [];
    drawFlows(holder, flows, 400, 300, null, (one) => chosen.push([one.from, one.to]));
    const ribbon = holder.querySelector('[data-way="2-0"]');
    expect(ribbon?.getAttribute('aria-label')).toBe('A to D: 30 lives');
    ribbon?.dispatchEvent(new MouseEvent('click'));
    ribbon?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(chosen).toEqual([[2, 0], [2, 0]]);
    drawFlows(holder, flows, 400, 300, { from: 2, to: 0 });
    expect(holder.querySelectorAll('svg').length).toBe(1);
    expect(holder.querySelector('[data-way="2-0"]')?.getAttribute('stroke-opacity')).toBe('0.95');
  });
  it('are empty where nobody moved', () => {
    expect(layFlows({ ...flows, lives: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] }, 400, 300)).toEqual({ ribbons: [], posts: [] });
  });
});

describe('names', () => {
  it('are moved apart within bounds', () => {
    expect(apart([10, 12, 90], 15, 4, 100)).toEqual([10, 25, 90]);
    expect(apart([95, 96, 97], 15, 4, 100)).toEqual([70, 85, 100]);
  });

  it('breaks long names into lines that fit beside their posts', () => {
    const long: Flows = { ...flows, labels: ['on no list', 'people subject to enforcement', 'barred travellers'] };
    const holder = document.createElement('div');
    drawFlows(holder, long, 300, 240);
    const room = 0.34 * 300;
    for (const line of holder.querySelectorAll('tspan')) expect((line.textContent ?? '').length * 7.4).toBeLessThanOrEqual(room);
    expect([...holder.querySelectorAll('text')].some((text) => text.querySelectorAll('tspan').length > 1)).toBe(true);
  });
});
