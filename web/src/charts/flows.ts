// Who moved from where to where between two days: ribbons as wide as there are lives.

import { sankey, sankeyLinkHorizontal, type SankeyNode } from 'd3-sankey';
import { apart, counted, node } from './svg';

export interface Flows {
  labels: readonly string[];
  colours: readonly string[];
  /** Lives by value on the first day (rows) and on the last (columns). */
  lives: readonly (readonly number[])[];
  /** -1 for a fall, 1 for a rise, 0 for neither, by the values of both days. */
  way: (from: number, to: number) => number;
  /** What stands above both sides. */
  days: readonly [string, string];
  /** Whether those who stay where they were are drawn too. */
  stayed: boolean;
  /** What is counted, 'lives' unless it is said. */
  unit?: string;
}

export interface Ribbon {
  from: number;
  to: number;
  lives: number;
  path: string;
  width: number;
}

export interface Post {
  side: 0 | 1;
  value: number;
  lives: number;
  top: number;
  height: number;
  /** Where its name stands. */
  at: number;
}

interface Place { side: 0 | 1; of: number }
interface Move { from: number; to: number; lives: number }

const LETTER_WIDTH = 7.4;
const POST = 12;
const TOP = 26;
const LETTER = 15;
const WAYS = ['#d95f0e', '#8b96a0', '#2b6cb0'];

/** The room beside the posts, for the longest name with its number. */
function sideOf(flows: Flows, width: number): number {
  const longest = Math.max(...moves(flows).flatMap((one) => [one.from, one.to]).map((value) => flows.labels[value].length), 1);
  const most = counted(Math.max(...flows.lives.flat(), 1)).length;
  return Math.min((longest + most + 2) * LETTER_WIDTH + 8, width * 0.34);
}

/** A name and its number in lines that fit beside a post; a word that is longer than that stands on its own line. */
export function namedIn(name: string, lives: number, room: number): string[] {
  const most = Math.max(1, Math.floor((room - 8) / LETTER_WIDTH));
  const lines: string[] = [];
  for (const word of [...name.split(' '), counted(lives)]) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Those who moved, or everybody. */
export function moves(flows: Pick<Flows, 'lives' | 'stayed'>): Move[] {
  return flows.lives.flatMap((row, from) => row.map((lives, to) => ({ from, to, lives })))
    .filter((one) => one.lives > 0 && (flows.stayed || one.from !== one.to));
}

/** Where ribbons and posts lie; the highest value at the top. */
export function layFlows(flows: Flows, width: number, height: number): { ribbons: Ribbon[]; posts: Post[] } {
  const links = moves(flows);
  const places: Place[] = [];
  for (const side of [0, 1] as const) {
    for (let value = flows.labels.length - 1; value >= 0; value--) {
      if (links.some((one) => (side ? one.to : one.from) === value)) places.push({ side, of: value });
    }
  }
  if (!links.length) return { ribbons: [], posts: [] };
  const number = (side: 0 | 1, value: number): number => places.findIndex((one) => one.side === side && one.of === value);
  const side = sideOf(flows, width);
  const laid = sankey<Place, Move>().nodeWidth(POST).nodePadding(9).nodeSort(null)
    .linkSort((a, b) => b.from - a.from || b.to - a.to)
    .extent([[side, TOP], [width - side, height - 6]])({
      nodes: places.map((one) => ({ ...one })),
      links: links.map((one) => ({ ...one, source: number(0, one.from), target: number(1, one.to), value: one.lives })),
    });
  const drawn = sankeyLinkHorizontal<Place, Move>();
  const ribbons = laid.links.map((one) => ({ from: one.from, to: one.to, lives: one.lives, path: drawn(one) ?? '', width: Math.max(1, one.width ?? 1) }));
  const posts = laid.nodes.map((one: SankeyNode<Place, Move>): Post => ({
    side: one.side, value: one.of, lives: [...(one.sourceLinks ?? []), ...(one.targetLinks ?? [])].reduce((all, link) => all + link.lives, 0),
    top: one.y0 ?? 0, height: Math.max(1, (one.y1 ?? 0) - (one.y0 ?? 0)), at: 0,
  }));
  for (const which of [0, 1] as const) {
    const mine = posts.filter((one) => one.side === which).sort((a, b) => a.top - b.top);
    const tall = LETTER * Math.max(1, ...mine.map((one) => namedIn(flows.labels[one.value], one.lives, side).length));
    apart(mine.map((one) => one.top + one.height / 2), tall, TOP + 4, height - 6).forEach((at, k) => { mine[k].at = at; });
  }
  return { ribbons, posts };
}

/** Lines of a name one under the other, about the height `y`. */
function named(lines: readonly string[], x: number, y: number, side: 0 | 1): SVGElement {
  const first = y - ((lines.length - 1) * LETTER) / 2;
  return node('text', { x, y: first, 'text-anchor': side ? 'start' : 'end' },
    ...lines.map((line, k) => node('tspan', { x, dy: k ? LETTER : 0 }, line)));
}

export interface Picked { from: number; to: number }

/** Draw flows anew into an element. pick : hears which ribbon was chosen, by pointer or keyboard. */
export function drawFlows(
  holder: Element, flows: Flows, width: number, height: number, lit: Picked | null = null, pick?: (one: Picked) => void,
): void {
  const focused = holder.querySelector(':focus')?.getAttribute('data-way') ?? '';
  const { ribbons, posts } = layFlows(flows, width, height);
  const sheet = node('svg', { viewBox: `0 0 ${width} ${height}`, width, height, class: 'flows' });
  const side = sideOf(flows, width);
  const over = { y: 14, class: 'when' };
  const fits = (words: string): boolean => words.length * LETTER_WIDTH < side + POST; // beyond the sheet nothing is seen
  sheet.append(
    node('text', fits(flows.days[0]) ? { ...over, x: side + POST, 'text-anchor': 'end' } : { ...over, x: 1, 'text-anchor': 'start' }, flows.days[0]),
    node('text', fits(flows.days[1]) ? { ...over, x: width - side - POST, 'text-anchor': 'start' } : { ...over, x: width - 1, 'text-anchor': 'end' }, flows.days[1]),
  );
  for (const one of [...ribbons].sort((a, b) => b.width - a.width)) {
    const words = `${flows.labels[one.from]} to ${flows.labels[one.to]}: ${counted(one.lives)} ${flows.unit ?? 'lives'}`;
    const on = lit !== null && lit.from === one.from && lit.to === one.to;
    const ribbon = node('path', {
      d: one.path, fill: 'none', stroke: WAYS[flows.way(one.from, one.to) + 1], 'stroke-width': one.width,
      'stroke-opacity': on ? 0.95 : lit ? 0.2 : 0.5, 'data-way': `${one.from}-${one.to}`, 'data-says': words,
      ...(pick ? { role: 'button', tabindex: '0', 'aria-pressed': String(on), 'aria-label': words } : {}),
    }, node('title', {}, words));
    if (pick) {
      ribbon.addEventListener('click', () => pick(one));
      ribbon.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        pick(one);
      });
    }
    sheet.append(ribbon);
  }
  for (const one of posts) {
    const x = one.side ? width - side - POST : side;
    sheet.append(
      node('rect', { x, y: one.top, width: POST, height: one.height, fill: flows.colours[one.value], class: 'post' }),
      named(namedIn(flows.labels[one.value], one.lives, side), one.side ? x + POST + 6 : x - 6, one.at + 4, one.side),
    );
  }
  holder.replaceChildren(sheet);
  if (focused) holder.querySelector<SVGElement>(`[data-way="${focused}"]`)?.focus();
}
