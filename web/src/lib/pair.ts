// Two runs of the same people, kept in step: no day is compared before both have come to it.

import type { Society } from './api';
import { Line, type State } from './live';

export interface PairLayer {
  name: string;
  title: string;
  labels: string[];
  colours: string[];
  /** Numbers of the layers of both runs; null where the rules have none such. */
  a: number | null;
  b: number | null;
  /** The value of the difference, by the value under A and under B. */
  of: number[][];
}

export interface InStep {
  /** Both have come to a frame. `difference` has a value of each life; values of a run without the layer are 0. */
  together(frame: number, difference: Uint8Array, a: Uint8Array, b: Uint8Array): void;
  state(side: 0 | 1, state: State): void;
  connected(side: 0 | 1, yes: boolean, forGood: boolean): void;
}

const BEAT_MS = 50;

export class Pair {
  private readonly lines: [Line, Line];
  private readonly values: [Uint8Array, Uint8Array];
  private readonly at: [number, number] = [-1, -1];
  private difference: Uint8Array;
  private goal: number;
  private timer = 0;
  private told = -1;

  constructor(
    private readonly runs: readonly [Society, Society],
    private layer: PairLayer,
    frame: number,
    private readonly heard: InStep,
  ) {
    const people = runs[0].people;
    this.goal = frame;
    this.difference = new Uint8Array(people);
    this.values = [new Uint8Array(people), new Uint8Array(people)];
    this.lines = [this.line(0), this.line(1)];
  }

  get last(): number {
    return this.runs[0].frames - 1;
  }

  seek(frame: number): void {
    this.goal = Math.max(0, Math.min(frame, this.last));
    for (const line of this.lines) line.ask({ seek: this.goal });
    this.meet();
  }

  /** Go on by so many ticks a second; 0 stops. */
  play(pace: number): void {
    clearInterval(this.timer);
    if (!pace) return;
    const by = Math.max(1, Math.round((pace * BEAT_MS) / 1000));
    this.timer = window.setInterval(() => {
      if (this.inStep && this.goal < this.last) this.seek(this.goal + by);
    }, Math.max(BEAT_MS, 1000 / pace));
  }

  setLayer(layer: PairLayer): void {
    this.layer = layer;
    this.told = -1;
    for (const side of [0, 1] as const) {
      const number = this.layerOf(side);
      if (number === null) {
        this.values[side] = new Uint8Array(this.difference.length);
        this.meet();
      } else {
        this.at[side] = -1;
        this.lines[side].ask({ layer: number });
      }
    }
  }

  close(): void {
    clearInterval(this.timer);
    for (const line of this.lines) line.close();
  }

  private get inStep(): boolean {
    return ([0, 1] as const).every((side) => this.at[side] === this.goal);
  }

  private layerOf(side: 0 | 1): number | null {
    return side ? this.layer.b : this.layer.a;
  }

  private line(side: 0 | 1): Line {
    const run = this.runs[side];
    const url = new URL(`api/runs/${run.id}/live`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.hash = '';
    const arrived = (frame: number): void => {
      this.at[side] = frame;
      this.meet();
    };
    return new Line(url.href, run.provinces.length, (k) => run.layers[k].labels.length, {
      state: (now) => this.heard.state(side, now),
      connected: (yes, forGood) => {
        this.heard.connected(side, yes, forGood);
        this.at[side] = -1;
        if (yes) this.lines[side].ask({ seek: this.goal, layer: this.layerOf(side) ?? 0 });
      },
      whole: (values, frame, ofLayer) => {
        const wanted = this.layerOf(side);
        if (wanted !== null && ofLayer !== wanted) return;
        if (wanted !== null) this.values[side] = values;
        arrived(frame);
      },
      changed: (_, frame) => arrived(frame),
    }, { layer: this.layerOf(side) ?? 0, seek: this.goal, play: 0 });
  }

  /** Where both are, the difference of each life is looked up. */
  private meet(): void {
    if (!this.inStep || this.told === this.goal) return;
    this.told = this.goal;
    const { of } = this.layer;
    const [a, b] = this.values;
    const difference = this.difference;
    for (let life = 0; life < difference.length; life++) difference[life] = of[a[life]][b[life]];
    this.heard.together(this.goal, difference, a, b);
  }
}
