import { describe, expect, it } from 'vitest';
import { curve } from '../src/lib/curve';
import { boxesOf, cellsOf, livesACell, type Tile } from '../src/lib/layout';
import { inkOf, sortedBy, whole } from '../src/lib/wall';
import { LOBBY, readAddress, writeAddress } from '../src/lib/address';
import { Counted, counted, troubled } from '../src/lib/counts';
import { percent } from '../src/lib/format';

const sizes = [1, 2, 3, 4, 5, 7, 8, 13, 16, 31];

function tilesOf(lives: number[]): Tile[] {
  let first = 0;
  return lives.map((n, k) => {
    const tile = { name: `P${k}`, short: `${k}`, column: k % 4, row: Math.floor(k / 4), first, lives: n };
    first += n;
    return tile;
  });
}

describe('the curve', () => {
  it('visits every cell once, and goes from neighbour to neighbour', () => {
    for (const width of sizes) {
      for (const height of sizes) {
        const cells = curve(width, height);
        expect(new Set(cells).size).toBe(width * height);
        for (let k = 1; k < cells.length; k++) {
          const dx = Math.abs((cells[k] % width) - (cells[k - 1] % width));
          const dy = Math.abs(Math.floor(cells[k] / width) - Math.floor(cells[k - 1] / width));
          expect(Math.max(dx, dy)).toBe(1); // an odd side costs one diagonal step
        }
      }
    }
  });
});

describe('the boxes of provinces', () => {
  const tiles = tilesOf([500, 30, 0, 900, 1, 420, 77, 260]);
  const boxes = boxesOf(tiles, 640, 400);

  it('have areas in proportion to lives, and fill the whole', () => {
    const all = tiles.reduce((n, tile) => n + tile.lives, 0);
    tiles.forEach((tile, k) => {
      expect(boxes[k].width * boxes[k].height).toBeCloseTo((tile.lives / all) * 640 * 400, 4);
    });
  });

  it('do not lie upon one another', () => {
    for (let a = 0; a < boxes.length; a++) {
      for (let b = a + 1; b < boxes.length; b++) {
        const wide = Math.min(boxes[a].x + boxes[a].width, boxes[b].x + boxes[b].width) - Math.max(boxes[a].x, boxes[b].x);
        const high = Math.min(boxes[a].y + boxes[a].height, boxes[b].y + boxes[b].height) - Math.max(boxes[a].y, boxes[b].y);
        expect(Math.min(wide, high)).toBeLessThan(1e-6);
      }
    }
  });

  it('hold a cell for every life, or say how many a cell stands for', () => {
    for (const scale of [1, 100, 1000]) {
      const many = tilesOf(tiles.map((tile) => tile.lives * scale));
      const placed = boxesOf(many, 640, 400).map((box) => whole(box, 2));
      const each = livesACell(many, placed);
      expect(each).toBeGreaterThanOrEqual(scale * 2188 / (640 * 400));
      if (scale === 1) expect(each).toBeLessThanOrEqual(2);
      many.forEach((tile, k) => {
        const cells = cellsOf(tile.lives, placed[k].width, placed[k].height, each);
        if (!cells.count) return;
        expect(cells.count * each).toBeGreaterThanOrEqual(tile.lives);
        expect(cells.columns * cells.rows).toBeGreaterThanOrEqual(cells.count);
        expect(cells.columns).toBeLessThanOrEqual(placed[k].width);
        expect(cells.columns * cells.rows - cells.count).toBeLessThan(Math.max(2, cells.columns));
      });
    }
  });
});

describe('orders', () => {
  it('sort lives within their provinces, those alike as they were', () => {
    const tiles = tilesOf([5, 4]);
    expect([...sortedBy(tiles, Uint8Array.from([3, 1, 2, 1, 255, 9, 9, 0, 9]))]).toEqual([1, 3, 2, 0, 4, 7, 5, 6, 8]);
  });
});

describe('colours', () => {
  it('become pixels', () => {
    const pixel = new Uint32Array([inkOf('#7f2704')]);
    expect([...new Uint8Array(pixel.buffer)]).toEqual([0x7f, 0x27, 0x04, 255]);
  });
});

describe('addresses', () => {
  it('come back as they were written', () => {
    const one = { ...LOBBY, screen: 'wall' as const, run: 'aB_-9', scenario: 'popular-account', people: 20_000, frame: 77,
      layer: 'lock', sort: 'age', rule: 'lowest', province: 'Tibet (Xizang)', life: 0 };
    expect(readAddress(writeAddress(one))).toEqual(one);
    expect(readAddress(writeAddress(LOBBY))).toEqual(LOBBY);
  });
  it('that make no sense are read as far as they do', () => {
    const read = readAddress('#/wall?run=<script>&people=9e99&frame=-3&sort=shoe&life=x&seed=4');
    expect(read).toMatchObject({ people: 100_000, frame: 0, sort: 'place', life: null, seed: 4 });
    expect(readAddress('#/%%%')).toEqual(LOBBY);
  });
});

describe('counts', () => {
  const grade = { name: 'grade', title: 'Grade', labels: ['D', 'B', 'A', 'unscored'], colours: [], trouble: [0, 1], in_words: 'below A', unscored: 3, table: 'ticks' };
  const lock = { name: 'lock', title: 'Lock', labels: ['in no lock', 'in a lock'], colours: [], trouble: [1], in_words: 'in a lock', unscored: null, table: 'grades' };

  it('leave out those who are not scored, and know trouble', () => {
    expect(counted(grade, [1, 2, 7, 90])).toBe(10);
    expect(troubled(grade, [1, 2, 7, 90])).toBe(3);
    expect(counted(lock, [8, 2])).toBe(10);
    expect(troubled(lock, [8, 2])).toBe(2);
  });
  it('go on from what is known, and ask when something is missing', () => {
    const known = new Counted(lock.labels);
    known.take({ labels: lock.labels, days: [0, 7], lives: [[10, 0], [9, 1]] });
    expect(known.add(3, Int32Array.from([9, 1, 8, 2, 7, 3]), 7, 1000)).toBe(true);
    expect(known.days).toEqual([0, 7, 14, 21]);
    expect(known.lives[3]).toEqual([7, 3]);
    expect(known.add(9, Int32Array.from([5, 5]), 7, 1000)).toBe(false);
  });
});

describe('numbers', () => {
  it('have no more digits than tell them from nothing', () => {
    expect([0, 0.00001, 0.0012, 0.0123, 1].map(percent)).toEqual(['0 %', '< 0.01 %', '0.12 %', '1.2 %', '100.0 %']);
    expect(percent(NaN)).toBe('–');
  });
});
