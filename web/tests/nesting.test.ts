import { describe, expect, it } from 'vitest';
import { nesting } from '../src/lib/nesting';

describe('how deep a text may nest', () => {
  it('counts what is open at once', () => {
    expect(nesting('a: {value: 2y, from: [1, 2]}\nb: {value: 1}')).toBe(2);
    expect(nesting('a: 1\n'.repeat(5_000))).toBe(0);
    expect(nesting('a: {title: "one ] or [ two"}\n'.repeat(3))).toBeLessThan(8);
  });
  it('does not grow over a long tidy file', () => {
    expect(nesting('  act: {points: -5, why: "it is so", source: [one]}  # a remark\n'.repeat(20_000))).toBe(4);
  });
  it('sees depth that is hidden', () => {
    expect(nesting('['.repeat(9_000))).toBe(9_000);
    expect(nesting('[ # ]\n'.repeat(9_000))).toBe(9_000);
    expect(nesting('["]",\n'.repeat(9_000))).toBe(9_000);
    expect(nesting('{a: '.repeat(9_000))).toBe(9_000);
    expect(nesting('- '.repeat(9_000) + 'a')).toBe(9_000);
    expect(nesting(Array.from({ length: 900 }, (_, k) => `${' '.repeat(k)}a:`).join('\n'))).toBe(899);
  });
});
