// Marks on round numbers and round dates, and words that fit the room that they have.

export const LETTER = 7;

/** A name that takes no more room than it has; what is left out is marked. */
export function fitted(name: string, room: number): string {
  const most = Math.max(2, Math.floor(room / LETTER));
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}

/** Words in lines that fit the room; a word that is longer than that is cut. */
export function linesOf(words: string, room: number): string[] {
  const most = Math.max(2, Math.floor(room / LETTER));
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(fitted(word, room));
  }
  return lines;
}

const YEAR = 365.25 * 86_400_000;
const MONTHS = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
const SHORT = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface Mark { at: number; text: string }

/** First days of months or years between two times, at most so many. */
export function dateMarks(from: number, to: number, most: number): Mark[] {
  const span = (12 * (to - from)) / YEAR;
  const step = MONTHS.find((one) => span / one <= most) ?? 2400;
  const first = new Date(from);
  const found: Mark[] = [];
  const start = step >= 12 ? 12 * Math.floor((12 * first.getUTCFullYear()) / step) * (step / 12) : 12 * first.getUTCFullYear();
  for (let month = start; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at > to) return found;
    const text = step >= 12 || month % 12 === 0 ? String(Math.floor(month / 12)) : SHORT[month % 12];
    if (at >= from) found.push({ at, text });
  }
}

/** Round numbers from 0 up to a bound, at most so many. */
export function roundMarks(to: number, most: number): number[] {
  const rough = to / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough * (1 - 1e-9)) ?? 10 * power;
  const found: number[] = [];
  for (let k = 0; k * step <= to * (1 + 1e-9); k++) found.push(Number((k * step).toPrecision(6)));
  return found;
}

/** Places of words of a key in lines of a width: of each its line and where it begins. */
export function keyLines(names: readonly string[], width: number, swatch: number): { line: number; x: number }[] {
  let [line, x] = [0, 0];
  return names.map((name) => {
    const wide = swatch + 6 + LETTER * name.length + 14;
    if (x > 0 && x + wide > width) [line, x] = [line + 1, 0];
    const found = { line, x };
    x += wide;
    return found;
  });
}

/** The index of the value in an ascending list that is nearest to another. */
export function nearest(values: readonly number[], to: number): number {
  let best = 0;
  values.forEach((value, k) => { if (Math.abs(value - to) < Math.abs(values[best] - to)) best = k; });
  return best;
}
