// A curve through every cell of a rectangle on which neighbours stay neighbours: Hilbert's, for any width and height.
// Source: the generalised curve of Červený (gilbert, BSD-2-Clause), written anew.

/** The cells of a rectangle along the curve: y * width + x of each. */
export function curve(width: number, height: number): Uint32Array {
  const cells = new Uint32Array(width * height);
  let n = 0;
  const walk = (x: number, y: number, ax: number, ay: number, bx: number, by: number): void => {
    const w = Math.abs(ax + ay);
    const h = Math.abs(bx + by);
    const dax = Math.sign(ax);
    const day = Math.sign(ay);
    const dbx = Math.sign(bx);
    const dby = Math.sign(by);
    if (h === 1) {
      for (let k = 0; k < w; k++, x += dax, y += day) cells[n++] = y * width + x;
      return;
    }
    if (w === 1) {
      for (let k = 0; k < h; k++, x += dbx, y += dby) cells[n++] = y * width + x;
      return;
    }
    let ax2 = Math.trunc(ax / 2);
    let ay2 = Math.trunc(ay / 2);
    let bx2 = Math.trunc(bx / 2);
    let by2 = Math.trunc(by / 2);
    const w2 = Math.abs(ax2 + ay2);
    const h2 = Math.abs(bx2 + by2);
    if (2 * w > 3 * h) {
      if (w2 % 2 && w > 2) {
        ax2 += dax;
        ay2 += day;
      }
      walk(x, y, ax2, ay2, bx, by);
      walk(x + ax2, y + ay2, ax - ax2, ay - ay2, bx, by);
      return;
    }
    if (h2 % 2 && h > 2) {
      bx2 += dbx;
      by2 += dby;
    }
    walk(x, y, bx2, by2, ax2, ay2);
    walk(x + bx2, y + by2, ax, ay, bx - bx2, by - by2);
    walk(x + (ax - dax) + (bx2 - dbx), y + (ay - day) + (by2 - dby), -bx2, -by2, -(ax - ax2), -(ay - ay2));
  };
  if (width > 0 && height > 0) {
    if (width >= height) walk(0, 0, width, 0, 0, height);
    else walk(0, 0, 0, height, width, 0);
  }
  return cells;
}
