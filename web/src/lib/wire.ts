// Messages of the server, as src/credopolis/studio/wire.py describes them.

export const FULL = 1;
export const DELTAS = 2;
const MAGIC = 0x5743;
const HEADER_BYTES = 24;
const RECORD_BYTES = 8;
const ESCAPE = 255;

export class BadWire extends Error {}

export interface Message {
  kind: number;
  bits: number;
  layer: number;
  frames: number;
  frame: number;
  lives: number;
  number: number;
  payload: Uint8Array;
  counts: Int32Array;
}

/** Read a message; what is not one is refused. */
export function readMessage(buffer: ArrayBuffer): Message {
  if (buffer.byteLength < HEADER_BYTES) throw new BadWire('a message is cut short');
  const view = new DataView(buffer);
  const counted = view.getUint32(20, true);
  const end = buffer.byteLength - 4 * counted;
  if (view.getUint16(0, true) !== MAGIC) throw new BadWire('this is no message of the studio');
  if (end < HEADER_BYTES) throw new BadWire('a message is cut short');
  const counts = new Int32Array(counted);
  for (let k = 0; k < counted; k++) counts[k] = view.getInt32(end + 4 * k, true);
  const message = {
    kind: view.getUint8(2),
    bits: view.getUint8(3),
    layer: view.getUint16(4, true),
    frames: view.getUint16(6, true),
    frame: view.getUint32(8, true),
    lives: view.getUint32(12, true),
    number: view.getUint32(16, true),
    payload: new Uint8Array(buffer, HEADER_BYTES, end - HEADER_BYTES),
    counts,
  };
  if (message.kind !== FULL && message.kind !== DELTAS) throw new BadWire(`a message of unknown kind ${message.kind}`);
  if (message.bits !== 4 && message.bits !== 8) throw new BadWire(`values of ${message.bits} bits`);
  return message;
}

export function packedBytes(count: number, bits: number): number {
  return bits === 8 ? count : (count + 1) >> 1;
}

/** The values of all lives, of a full message. */
export function unpack(payload: Uint8Array, count: number, bits: number): Uint8Array {
  if (payload.length !== packedBytes(count, bits)) throw new BadWire(`${payload.length} bytes cannot be ${count} values`);
  if (bits === 8) return payload.slice();
  const values = new Uint8Array(count);
  for (let k = 0; k < count; k++) values[k] = (payload[k >> 1] >> ((k & 1) << 2)) & 15;
  return values;
}

export interface Changes {
  lives: Uint32Array;
  next: number;
}

/** Apply the record that begins at a byte -> the lives that it changed, and where the next begins. */
export function applyRecord(values: Uint8Array, payload: Uint8Array, start: number, bits: number): Changes {
  if (start + RECORD_BYTES > payload.length) throw new BadWire('a record is cut short');
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const changes = view.getUint32(start, true);
  const gapBytes = view.getUint32(start + 4, true);
  const gapsEnd = start + RECORD_BYTES + gapBytes;
  const next = gapsEnd + packedBytes(changes, bits);
  if (next > payload.length || changes > values.length) throw new BadWire('a record is cut short');
  const lives = new Uint32Array(changes);
  let at = start + RECORD_BYTES;
  let life = -1;
  for (let k = 0; k < changes; k++) {
    life += 1;
    while (at < gapsEnd && payload[at] === ESCAPE) {
      life += ESCAPE;
      at += 1;
    }
    if (at >= gapsEnd) throw new BadWire('a distance has no end');
    life += payload[at++];
    if (life >= values.length) throw new BadWire('a record names a life that is not there');
    lives[k] = life;
  }
  if (at !== gapsEnd) throw new BadWire('a record names more lives than it changes');
  for (let k = 0; k < changes; k++) {
    values[lives[k]] = bits === 8 ? payload[gapsEnd + k] : (payload[gapsEnd + (k >> 1)] >> ((k & 1) << 2)) & 15;
  }
  return { lives, next };
}
