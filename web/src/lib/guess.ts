// A guess, year by year: drawn with a pointer, and read from an address.

export type Guess = (number | null)[];

/** A drawn stroke from one year to another: values between are on the line, as a pencil would draw it. */
export function drawn(guess: Guess, from: { year: number; value: number }, to: { year: number; value: number }, most: number): Guess {
  const found = guess.slice();
  const put = (year: number, value: number): void => {
    if (year >= 0 && year < found.length) found[year] = Math.max(0, Math.min(most, value));
  };
  const [a, b] = [Math.round(from.year), Math.round(to.year)];
  const by = a <= b ? 1 : -1;
  for (let year = a; by * (b - year) >= 0; year += by) {
    put(year, a === b ? to.value : from.value + ((year - a) / (b - a)) * (to.value - from.value));
  }
  return found;
}

/** What an address says; null if it says no whole guess. */
export function readGuess(text: string, years: number, most: number): number[] | null {
  const parts = text.split('_');
  if (parts.length !== years || !parts.every((one) => /^\d{1,4}(\.\d)?$/.test(one))) return null;
  const values = parts.map(Number);
  return values.every((one) => one <= most) ? values : null;
}

/** Round numbers from 0 to the top of an axis, four to six steps apart at most. */
export function roundTicks(most: number): number[] {
  const rough = most / 6;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * ten >= rough - 1e-12 * ten) ?? 10) * ten;
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, k) => Number((k * step).toPrecision(12)));
}
