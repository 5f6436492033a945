import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BadWire, DELTAS, FULL, applyRecord, readMessage, unpack } from '../src/lib/wire';

// Messages that the Python side wrote; a test there holds the file to what it writes now.
const golden = JSON.parse(
  readFileSync(new URL('../../tests/studio/messages.json', import.meta.url), 'utf-8'),
) as { name: string; message: string; before: number[]; after: number[]; counts: number[] }[];

function bytesOf(hex: string): ArrayBuffer {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16)).buffer;
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('messages of the server', () => {
  it.each(golden)('are read as they were meant: $name', ({ message, before, after, counts }) => {
    const read = readMessage(bytesOf(message));
    expect([...read.counts]).toEqual(counts);
    expect(read.lives).toBe(after.length);
    let values = Uint8Array.from(before);
    if (read.kind === FULL) values = new Uint8Array(unpack(read.payload, read.lives, read.bits));
    else {
      let at = 0;
      for (let k = 0; k < read.frames; k++) {
        const was = values.slice();
        const { lives, next } = applyRecord(values, read.payload, at, read.bits);
        const changed = [...values.keys()].filter((k) => values[k] !== was[k]);
        expect([...lives]).toEqual(changed);
        at = next;
      }
      expect(at).toBe(read.payload.length);
    }
    expect([...values]).toEqual(after);
  });

  it('are refused when they are cut short', () => {
    for (const { message } of golden) {
      const whole = new Uint8Array(bytesOf(message));
      for (let size = 0; size < Math.min(24, whole.length); size++) {
        expect(() => readMessage(whole.slice(0, size).buffer)).toThrow(BadWire);
      }
    }
  });

  it('are refused or read, whatever comes, and never write beyond the lives', () => {
    const next = random(7);
    for (let trial = 0; trial < 3000; trial++) {
      const kind = golden[Math.floor(next() * golden.length)];
      const bytes = new Uint8Array(bytesOf(kind.message));
      for (let k = 0; k < 3; k++) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
      const values = new Uint8Array(kind.after.length);
      try {
        const read = readMessage(bytes.buffer);
        if (read.kind === DELTAS) {
          let at = 0;
          for (let k = 0; k < Math.min(read.frames, 9); k++) at = applyRecord(values, read.payload, at, read.bits).next;
          expect(at).toBeLessThanOrEqual(read.payload.length);
        } else unpack(read.payload, Math.min(read.lives, 1e6), read.bits);
      } catch (error) {
        expect(error).toBeInstanceOf(BadWire);
      }
      expect(values.length).toBe(kind.after.length);
    }
  });
});
