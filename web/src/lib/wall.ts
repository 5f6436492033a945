// The wall: every life a cell, in the place of its province and beside its neighbours. It knows no framework.

import { curve } from './curve';
import { boxesOf, cellsOf, livesACell, type Box, type Cells, type Tile } from './layout';

export type Rule = 'common' | 'lowest';

export interface Look {
  /** Colour of each value, #rrggbb. */
  colours: readonly string[];
  /** What a cell of several lives shows: the value that most have, or the lowest. */
  rule: Rule;
}

interface Province {
  tile: Tile;
  box: Box;
  cells: Cells;
  /** Cell of each place along the curve, and place of each cell (-1: none). */
  path: Uint32Array;
  places: Int32Array;
  image: ImageData;
  pixels: Uint32Array;
  canvas: HTMLCanvasElement | OffscreenCanvas;
  dirty: boolean;
}

export interface Picked {
  province: number;
  /** Lives of the cell, in the order of the wall. */
  lives: number[];
}

const GAP = 2;
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

export class Wall {
  private provinces: Province[] = [];
  private values: Uint8Array = new Uint8Array(0);
  private order: Uint32Array | null = null;
  private slots: Uint32Array | null = null;
  private look: Look = { colours: [], rule: 'common' };
  private inks = new Uint32Array(0);
  private ratio = 1;
  private focus = -1;
  private marked: readonly number[] = [];
  private dark = false;
  private counted = new Uint32Array(256);
  /** Whether provinces bear their names. */
  names = true;

  constructor(
    private readonly canvas: HTMLCanvasElement & { wall?: Wall },
    private readonly tiles: readonly Tile[],
  ) {
    canvas.wall = this; // for whoever has the element alone, such as a notebook or a test
  }

  /** Lives that a cell stands for, at most. */
  get each(): number {
    return Math.max(1, ...this.provinces.map((one) => one.cells.each));
  }

  /** The number of the province that alone is shown; -1 for all. */
  get shown(): number {
    return this.focus;
  }

  setLook(look: Look, dark: boolean): void {
    this.look = look;
    this.dark = dark;
    this.inks = Uint32Array.from(look.colours, inkOf);
    this.repaint();
  }

  /** Show these values; the wall reads them again where it is told of changes. */
  setValues(values: Uint8Array): void {
    this.values = values;
    this.repaint();
  }

  /** Lives in another order within their provinces (`order`: life of each place); null is the order of places. */
  setOrder(order: Uint32Array | null): void {
    this.order = order;
    this.slots = null;
    if (order) {
      this.slots = new Uint32Array(order.length);
      for (let k = 0; k < order.length; k++) this.slots[order[k]] = k;
    }
    this.repaint();
  }

  setFocus(province: number): void {
    this.focus = province;
    this.layOut();
  }

  /** Ring these lives, wherever they stand. */
  mark(lives: readonly number[]): void {
    this.marked = lives;
  }

  /** Take the size of the element, at the screen's pixels. */
  resize(width: number, height: number, ratio: number): void {
    this.ratio = ratio;
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.layOut();
  }

  /** Some lives have another value now. */
  change(lives: Uint32Array): void {
    if (!this.provinces.length) return;
    let k = 0;
    let province = this.provinces[0];
    for (const life of lives) {
      while (life >= province.tile.first + province.tile.lives) {
        if (k + 1 >= this.provinces.length) return;
        province = this.provinces[++k];
      }
      if (life >= province.tile.first) this.paint(province, this.placeOf(province, life));
    }
  }

  draw(): void {
    const context = this.canvas.getContext('2d');
    if (!context) return;
    context.imageSmoothingEnabled = false;
    context.fillStyle = this.dark ? '#0b0e11' : '#39424a';
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    for (const one of this.provinces) {
      if (!one.cells.count) continue;
      if (one.dirty) {
        const inner = one.canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
        inner?.putImageData(one.image, 0, 0);
        one.dirty = false;
      }
      context.drawImage(one.canvas, one.box.x, one.box.y, one.box.width, one.box.height);
    }
    if (this.names) this.name(context);
    for (const life of this.marked) this.ring(context, life);
  }

  /** The cell at a point of the element, in CSS pixels. */
  pick(x: number, y: number): Picked | null {
    const at = { x: x * this.ratio, y: y * this.ratio };
    for (const one of this.provinces) {
      const { box, cells } = one;
      if (at.x < box.x || at.y < box.y || at.x >= box.x + box.width || at.y >= box.y + box.height) continue;
      const column = Math.min(cells.columns - 1, Math.floor(((at.x - box.x) / box.width) * cells.columns));
      const row = Math.min(cells.rows - 1, Math.floor(((at.y - box.y) / box.height) * cells.rows));
      const place = one.places[row * cells.columns + column];
      const lives: number[] = [];
      if (place >= 0) {
        const end = Math.min((place + 1) * cells.each, one.tile.lives);
        for (let k = place * cells.each; k < end; k++) lives.push(this.lifeAt(one, k));
      }
      return { province: this.tiles.indexOf(one.tile), lives };
    }
    return null;
  }

  /** Middle of a life's cell, in CSS pixels; null if it is not shown. */
  find(life: number): { x: number; y: number } | null {
    const one = this.provinces.find((p) => life >= p.tile.first && life < p.tile.first + p.tile.lives);
    if (!one || !one.cells.count) return null;
    const cell = one.path[this.placeOf(one, life)];
    const { columns, rows } = one.cells;
    const x = one.box.x + ((cell % columns) + 0.5) * (one.box.width / columns);
    const y = one.box.y + (Math.floor(cell / columns) + 0.5) * (one.box.height / rows);
    return { x: x / this.ratio, y: y / this.ratio };
  }

  private layOut(): void {
    const shown = this.focus < 0 ? this.tiles : this.tiles.filter((_, k) => k === this.focus);
    const gap = GAP * Math.max(1, Math.round(this.ratio));
    const boxes = boxesOf(shown, this.canvas.width, this.canvas.height).map((box) => whole(box, gap));
    const each = livesACell(shown, boxes);
    this.provinces = shown.map((tile, k) => provinceOf(tile, boxes[k], each)).filter((one) => one.cells.count > 0);
    this.repaint();
  }

  private repaint(): void {
    for (const one of this.provinces) {
      if (this.values.length < one.tile.first + one.tile.lives) continue;
      one.pixels.fill(0);
      for (let place = 0; place < one.cells.count; place++) this.paint(one, place);
    }
  }

  private paint(one: Province, place: number): void {
    one.pixels[one.path[place]] = this.inks[this.valueOf(one, place)] ?? 0;
    one.dirty = true;
  }

  /** What a cell shows: the value of its life, or of several what the rule says. */
  private valueOf(one: Province, place: number): number {
    const start = place * one.cells.each;
    if (one.cells.each === 1) return this.values[this.lifeAt(one, start)];
    const end = Math.min(start + one.cells.each, one.tile.lives);
    const counted = this.counted;
    let best = 255;
    let most = 0;
    for (let k = start; k < end; k++) {
      const value = this.values[this.lifeAt(one, k)];
      if (this.look.rule === 'lowest') {
        if (value < best) best = value;
      } else if (++counted[value] > most || (counted[value] === most && value < best)) {
        most = counted[value];
        best = value;
      }
    }
    if (this.look.rule !== 'lowest') for (let k = start; k < end; k++) counted[this.values[this.lifeAt(one, k)]] = 0;
    return best;
  }

  private lifeAt(one: Province, k: number): number {
    const at = one.tile.first + k;
    return this.order ? this.order[at] : at;
  }

  private placeOf(one: Province, life: number): number {
    const at = this.slots ? this.slots[life] : life;
    return Math.floor((at - one.tile.first) / one.cells.each);
  }

  private name(context: CanvasRenderingContext2D): void {
    const size = Math.round(12 * this.ratio);
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.textBaseline = 'top';
    context.lineJoin = 'round';
    context.lineWidth = 3 * this.ratio;
    for (const one of this.provinces) {
      const words = this.focus >= 0 ? one.tile.name : one.tile.short;
      const wide = context.measureText(words).width + 6 * this.ratio;
      if (wide > one.box.width || size + 4 > one.box.height) continue;
      const x = one.box.x + 4 * this.ratio;
      const y = one.box.y + 3 * this.ratio;
      context.strokeStyle = 'rgba(11, 14, 17, 0.85)';
      context.strokeText(words, x, y);
      context.fillStyle = '#ffffff';
      context.fillText(words, x, y);
    }
  }

  private ring(context: CanvasRenderingContext2D, life: number): void {
    const at = this.find(life);
    if (!at) return;
    for (const [width, ink] of [[5, '#ffffff'], [2.5, '#14181c']] as const) {
      context.beginPath();
      context.arc(at.x * this.ratio, at.y * this.ratio, 9 * this.ratio, 0, 2 * Math.PI);
      context.strokeStyle = ink;
      context.lineWidth = width * this.ratio;
      context.stroke();
    }
  }
}

/** A box at whole pixels, with a gap to the next. */
export function whole(box: Box, gap: number): Box {
  const x = Math.round(box.x);
  const y = Math.round(box.y);
  const width = Math.max(0, Math.round(box.x + box.width) - x - gap);
  const height = Math.max(0, Math.round(box.y + box.height) - y - gap);
  return { x: x + gap / 2, y: y + gap / 2, width, height };
}

function provinceOf(tile: Tile, box: Box, each: number): Province {
  const cells = cellsOf(tile.lives, box.width, box.height, each);
  const columns = Math.max(1, cells.columns);
  const rows = Math.max(1, cells.rows);
  const path = curve(cells.columns, cells.rows);
  const places = new Int32Array(columns * rows).fill(-1);
  for (let k = 0; k < cells.count; k++) places[path[k]] = k;
  const image = new ImageData(columns, rows);
  const canvas = sheet(columns, rows);
  return { tile, box, cells, path, places, image, pixels: new Uint32Array(image.data.buffer), canvas, dirty: true };
}

function sheet(width: number, height: number): HTMLCanvasElement | OffscreenCanvas {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** #rrggbb as a pixel of ImageData. */
export function inkOf(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16));
  return (LITTLE_ENDIAN ? (255 << 24) | (b << 16) | (g << 8) | r : (r << 24) | (g << 16) | (b << 8) | 255) >>> 0;
}

/** The lives of each province sorted by a column, those alike as they were; the life of each place. */
export function sortedBy(tiles: readonly Tile[], column: Uint8Array): Uint32Array {
  const order = new Uint32Array(column.length);
  const starts = new Uint32Array(257);
  for (const tile of tiles) {
    starts.fill(0);
    for (let k = tile.first; k < tile.first + tile.lives; k++) starts[column[k] + 1] += 1;
    for (let v = 0; v < 256; v++) starts[v + 1] += starts[v];
    for (let k = tile.first; k < tile.first + tile.lives; k++) order[tile.first + starts[column[k]]++] = k;
  }
  return order;
}
