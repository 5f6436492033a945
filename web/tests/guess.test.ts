import { describe, expect, it } from 'vitest';
import { drawn, readGuess, roundTicks } from '../src/lib/guess';

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
  it('stands beside round numbers, whatever the top of the sheet', () => {
    expect(roundTicks(25)).toEqual([0, 5, 10, 15, 20, 25]);
    expect(roundTicks(100)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(roundTicks(0.6)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
    for (const most of [0.3, 1, 3, 7, 12, 40, 365, 9999]) {
      const ticks = roundTicks(most);
      expect(ticks.length).toBeGreaterThan(3);
      expect(ticks.length).toBeLessThan(8);
      expect(ticks.at(-1)).toBeLessThanOrEqual(most);
    }
  });
});
