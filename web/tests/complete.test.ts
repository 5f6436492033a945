import { describe, expect, it } from 'vitest';
import { offer, pathAt, type Schema } from '../src/lib/complete';

const sourced = (plain: Schema): Schema => ({ anyOf: [plain, { type: 'object', properties: { value: plain, source: { type: 'string' } } }] });
const schema: Schema = {
  type: 'object', required: ['format'],
  properties: {
    format: sourced({ enum: ['credopolis-rulebook/1'] }),
    account: { ...sourced({ enum: ['popular', 'documented'] }), description: 'which account' },
    grades: { type: 'object', additionalProperties: { type: 'object', properties: {
      from: sourced({ type: 'integer' }), title: { type: 'string' }, benefits: sourced({ type: 'array', items: { enum: ['loans'] } }),
      lock: { type: 'object', properties: { lasts: { type: 'string' }, release: { type: 'string' } } },
    } } },
  },
};
const text = ['format: x', 'grades:', '  A:', '    title: Good', '    # lock:', '    lock:', '      lasts: 2y', '      ', '  B:', '    '];
const labels = (row: number, before: string): string[] | undefined => offer(schema, text, row, before)?.options.map((one) => one.label);

describe('what is offered', () => {
  it('follows the blocks around a line', () => {
    expect(pathAt(text, 7, 6)).toEqual(['grades', 'A', 'lock']);
    expect(pathAt(text, 9, 4)).toEqual(['grades', 'B']);
    expect(pathAt(text, 9, 0)).toEqual([]);
  });
  it('are keys of the block that are not there yet', () => {
    expect(labels(7, '      ')).toEqual(['release']);
    expect(labels(9, '    ')).toEqual(['from', 'title', 'benefits', 'lock']);
    expect(labels(9, 'ac')).toEqual(['account']);
    expect(offer(schema, text, 9, 'ac')).toMatchObject({ from: 0, options: [{ insert: 'account: ', detail: 'which account' }] });
  });
  it('are the values of a key', () => {
    expect(labels(9, 'account: ')).toEqual(['popular', 'documented']);
    expect(labels(9, 'account: {value: po')).toEqual(['popular', 'documented']);
    expect(offer(schema, text, 9, 'account: do')?.from).toBe(9);
  });
  it('is nothing in comments and names of one’s own', () => {
    expect(offer(schema, text, 9, '# a')).toBeNull();
    expect(offer(schema, text, 9, '  ')).toBeNull();
  });
});
