// The line to a run: messages in, wishes out. What was drawn is acknowledged, so that no more comes than can be drawn.

import { DELTAS, FULL, applyRecord, readMessage, unpack } from './wire';

export interface State {
  state: string;
  told: string;
  done: number;
  digest: string;
}

export interface Heard {
  /** The run's state has changed. */
  state(state: State): void;
  /** All values are others now. */
  whole(values: Uint8Array, frame: number, layer: number, provinces: Int32Array): void;
  /** Some have changed, tick by tick; `nation` has lives by value of the layer after each. */
  changed(lives: Uint32Array[], frame: number, nation: Int32Array, provinces: Int32Array): void;
  /** The line was lost (and will be tried again), or is there. */
  connected(yes: boolean, forGood: boolean): void;
}

const RETRY_MS = 1000;
const NOT_OPEN = 4404;

export class Line {
  private socket: WebSocket | null = null;
  private values: Uint8Array = new Uint8Array(0);
  private wish: { play?: number; seek?: number; layer?: number };
  private closed = false;
  private timer = 0;

  constructor(
    private readonly address: string,
    private readonly provinces: number,
    private readonly valuesOf: (layer: number) => number,
    private readonly heard: Heard,
    wish: { play: number; seek: number; layer: number },
  ) {
    this.wish = wish;
    this.connect();
  }

  /** Ask for a pace, a place or a layer. */
  ask(wish: { play?: number; seek?: number; layer?: number }): void {
    Object.assign(this.wish, wish);
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(wish));
  }

  /** Say where the page is, for a connection that is made anew. */
  at(frame: number): void {
    this.wish.seek = frame;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private connect(): void {
    const { seek = 0, layer = 0 } = this.wish;
    const socket = new WebSocket(`${this.address}?frame=${seek}&layer=${layer}`);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.onopen = () => {
      this.heard.connected(true, false);
      socket.send(JSON.stringify({ play: this.wish.play ?? 0 }));
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (typeof event.data === 'string') this.heard.state(JSON.parse(event.data) as State);
      else this.take(event.data, socket);
    };
    socket.onclose = (event) => {
      if (this.closed) return;
      const gone = event.code === NOT_OPEN;
      this.heard.connected(false, gone);
      if (!gone) this.timer = window.setTimeout(() => this.connect(), RETRY_MS);
    };
  }

  private take(buffer: ArrayBuffer, socket: WebSocket): void {
    const message = readMessage(buffer);
    const values = this.valuesOf(message.layer);
    const ofProvinces = message.counts.subarray(message.counts.length - this.provinces * values);
    if (message.kind === FULL) {
      this.values = unpack(message.payload, message.lives, message.bits);
      this.heard.whole(this.values, message.frame, message.layer, ofProvinces);
    } else if (message.kind === DELTAS) {
      const changed: Uint32Array[] = [];
      let at = 0;
      for (let k = 0; k < message.frames; k++) {
        const { lives, next } = applyRecord(this.values, message.payload, at, message.bits);
        changed.push(lives);
        at = next;
      }
      const nation = message.counts.subarray(0, message.frames * values);
      this.heard.changed(changed, message.frame, nation, ofProvinces);
    }
    requestAnimationFrame(() => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ drawn: message.number }));
    });
  }
}
