// A text as a part of an address and back: deflated, in the letters that an address may hold.

import { MOST_PACKED } from './address';

/** Pack a text; '' if it is too long for an address. */
export async function pack(text: string): Promise<string> {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'));
  let letters = '';
  for (let k = 0; k < bytes.length; k += 8192) letters += String.fromCharCode(...bytes.subarray(k, k + 8192));
  const packed = btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return packed.length <= MOST_PACKED ? packed : '';
}

const MOST_BYTES = 2_000_000;

/** The text again; null if what is given is none, or more than a rulebook may hold. */
export async function unpack(packed: string): Promise<string | null> {
  try {
    const letters = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const found = await through(bytes, new DecompressionStream('deflate-raw'));
    return new TextDecoder('utf-8', { fatal: true }).decode(found);
  } catch {
    return null;
  }
}

async function through(bytes: Uint8Array<ArrayBuffer>, changed: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(changed).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST_BYTES) {
      await reader.cancel();
      throw new Error('more than a rulebook may hold');
    }
    parts.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
