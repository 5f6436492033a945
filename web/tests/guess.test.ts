import { describe, expect, it } from 'vitest';
import { drawn, readGuess } from '../src/lib/guess';

const empty = [null, null, null, null, null];

describe('a guess', () => {
  it('is drawn along a stroke, in either direction', () => {
    expect(drawn(empty, { year: 0, value: 100 }, { year: 4, value: 20 }, 100)).toEqual([100, 80, 60, 40, 20]);
    expect(drawn(empty, { year: 3, value: 10 }, { year: 1, value: 30 }, 100)).toEqual([null, 30, 20, 10, null]);
    expect(drawn(empty, { year: 2.2, value: 50 }, { year: 1.9, value: 60 }, 100)).toEqual([null, null, 60, null, null]);
  });
  it('stays on the sheet', () => {
    expect(drawn(empty, { year: 0, value: -5 }, { year: 4, value: 140 }, 100).every((one) => one !== null && one >= 0 && one <= 100)).toBe(true);
  });
  it('is read from an address, or not at all', () => {
    expect(readGuess('1_2.5_3', 3, 10)).toEqual([1, 2.5, 3]);
    for (const bad of ['', '1_2', '1_2_x', '1_2_11', '1_2_-1']) expect(readGuess(bad, 3, 10)).toBeNull();
  });
});
