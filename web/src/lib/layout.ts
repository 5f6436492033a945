// Where provinces lie: rectangles whose areas go with their lives, placed roughly as on the map of tiles, none left empty.

export interface Tile {
  name: string;
  short: string;
  column: number;
  row: number;
  first: number;
  lives: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Boxes of the tiles with lives, by index; others have no area. The whole is halved again and again across its longer
 * side, so that each half has lives in proportion to its area, and tiles that lie to the left (or above) come first.
 */
export function boxesOf(tiles: readonly Tile[], width: number, height: number): Box[] {
  const boxes: Box[] = tiles.map(() => ({ x: 0, y: 0, width: 0, height: 0 }));
  const divide = (some: number[], box: Box): void => {
    if (some.length === 1) {
      boxes[some[0]] = box;
      return;
    }
    const wide = box.width >= box.height;
    const place = (k: number): number =>
      wide ? tiles[k].column * 100 + tiles[k].row : tiles[k].row * 100 + tiles[k].column;
    const sorted = [...some].sort((a, b) => place(a) - place(b) || a - b);
    const total = sum(sorted, tiles);
    let before = 0;
    let cut = 1;
    for (let k = 1; k < sorted.length; k++) {
      const now = before + tiles[sorted[k - 1]].lives;
      if (k > 1 && Math.abs(now - total / 2) >= Math.abs(before - total / 2)) break;
      before = now;
      cut = k;
    }
    const share = before / total;
    const [first, second] = wide
      ? [
          { ...box, width: box.width * share },
          { ...box, x: box.x + box.width * share, width: box.width * (1 - share) },
        ]
      : [
          { ...box, height: box.height * share },
          { ...box, y: box.y + box.height * share, height: box.height * (1 - share) },
        ];
    divide(sorted.slice(0, cut), first);
    divide(sorted.slice(cut), second);
  };
  const inhabited = tiles.map((_, k) => k).filter((k) => tiles[k].lives > 0);
  if (inhabited.length) divide(inhabited, { x: 0, y: 0, width, height });
  return boxes;
}

function sum(some: number[], tiles: readonly Tile[]): number {
  return some.reduce((all, k) => all + tiles[k].lives, 0);
}

export interface Cells {
  /** Columns and rows of cells, and lives that a cell stands for; the last cell may stand for fewer. */
  columns: number;
  rows: number;
  each: number;
  count: number;
}

/** Cells for so many lives in a box of whole device pixels; `each` is 1 while every life has a pixel of its own. */
export function cellsOf(lives: number, width: number, height: number, each: number): Cells {
  const count = Math.ceil(lives / each);
  if (count === 0 || width < 1 || height < 1) return { columns: 0, rows: 0, each, count: 0 };
  const square = Math.min(width, Math.max(1, Math.round(Math.sqrt((count * width) / height))));
  let columns = square;
  while (Math.ceil(count / columns) > height && columns < width) columns += 1;
  // Of shapes nearly as square, the one that leaves the fewest cells empty.
  const empty = (c: number): number => c * Math.ceil(count / c) - count;
  const near = Math.max(1, Math.round(square * 0.04));
  for (let c = Math.max(1, square - near); c <= Math.min(width, square + near); c++) {
    if (Math.ceil(count / c) <= height && empty(c) < empty(columns)) columns = c;
  }
  return { columns, rows: Math.ceil(count / columns), each, count };
}

/** The fewest lives a cell must stand for, so that all fit into boxes of these sizes. */
export function livesACell(tiles: readonly Tile[], boxes: readonly Box[]): number {
  return Math.max(
    1,
    ...tiles.map((tile, k) => {
      const pixels = Math.max(1, Math.floor(boxes[k].width) * Math.floor(boxes[k].height));
      return tile.lives > 0 ? Math.ceil(tile.lives / pixels) : 1;
    }),
  );
}
