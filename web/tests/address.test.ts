import { describe, expect, it } from 'vitest';
import { LAST, LOBBY, readAddress, writeAddress, type Address } from '../src/lib/address';
import { pack, unpack } from '../src/lib/pack';

describe('addresses', () => {
  const wall: Address = { ...LOBBY, screen: 'wall', run: 'abc', scenario: 'dangan', people: 20_000, frame: 7, life: 0, sort: 'age' };
  const rules: Address = { ...LOBBY, screen: 'rulebook', against: 'ladder', text: 'a-b_c' };
  const compare: Address = { ...LOBBY, screen: 'compare', run: 'a', other: 'b', against: 'dangan', frame: 0 };
  const company: Address = { ...LOBBY, screen: 'company', regime: 'tax-credit', on: '2026-11-30', text: 'a-b_c' };
  it.each([LOBBY, wall, rules, company, compare, { ...compare, frame: LAST }])('say what is seen', (address) => {
    expect(readAddress(writeAddress(address))).toEqual(address);
  });
  it('open a comparison on its last day', () => {
    expect(readAddress('#/compare?against=dangan').frame).toBe(LAST);
    expect(writeAddress({ ...compare, frame: LAST })).not.toContain('frame');
    expect(readAddress('#/wall?run=a').frame).toBe(0);
  });
  it('leave out what makes no sense', () => {
    expect(readAddress('#/wall?people=7&seed=-1&sort=x&life=a&frame=1e3')).toEqual({ ...LOBBY, screen: 'wall' });
    expect(readAddress('#/nowhere?run=1')).toEqual(LOBBY);
  });
});

describe('texts in addresses', () => {
  it('come back as they were', async () => {
    for (const text of ['', 'a: 1\n', 'ключ: 值 😀\u0000\n'.repeat(2000)]) expect(await unpack(await pack(text))).toBe(text);
  });
  it('are refused if they are none', async () => {
    for (const bad of ['%', 'AAAA', 'a']) expect(await unpack(bad)).toBeNull();
  });
  it('are refused if they would grow without end', async () => {
    expect(await unpack(await pack('a'.repeat(3_000_000)))).toBeNull();
  });
});
