// What uPlot draws: shares by value, one upon the other, and curves of how long locks last.

import uPlot from 'uplot';
import type { Layer, Survival } from './api';
import { counted, type Counted } from './counts';
import { dateOf } from './format';

const DAYS_A_YEAR = 365.25;

function ink(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axis(over: Partial<uPlot.Axis>): uPlot.Axis {
  return {
    stroke: () => ink('--muted'), font: '12px system-ui, sans-serif', grid: { stroke: () => ink('--line'), width: 1 },
    ticks: { stroke: () => ink('--line'), width: 1, size: 4 }, ...over,
  };
}

/** Values of a layer that a chart of shares shows, the highest first (it is drawn first, and lies behind). */
export function shownValues(layer: Layer): number[] {
  const values = layer.labels.map((_, k) => k);
  return (layer.name === 'grade' ? values.slice(0, -1) : values.slice(1)).reverse();
}

/** Shares in %, each added to those of lower values. */
export function shares(layer: Layer, known: Counted, start: string): uPlot.AlignedData {
  const values = shownValues(layer);
  const x = known.days.map((day) => dateOf(start, day).getTime() / 1000);
  const stacked = values.map(() => new Array<number>(known.known));
  for (let t = 0; t < known.known; t++) {
    const all = counted(layer, known.lives[t]) || NaN;
    let below = 0;
    for (let k = values.length - 1; k >= 0; k--) {
      below += known.lives[t][values[k]];
      stacked[k][t] = (100 * below) / all;
    }
  }
  return [x, ...stacked];
}

/** since, now : between which the charts look, as times in seconds; brushed : hears a span that was drawn on the chart. */
export function sharesOptions(
  layer: Layer, width: number, range: [number, number], since: () => number, now: () => number,
  brushed: (since: number, now: number) => void,
): uPlot.Options {
  const values = shownValues(layer);
  return {
    width, height: 210, legend: { show: false },
    cursor: { points: { show: false }, x: false, y: false, drag: { x: true, y: false, setScale: false, dist: 4 } },
    tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), 'Etc/UTC'),
    scales: {
      x: { time: true, range },
      y: layer.name === 'grade' ? { range: [0, 100] } : { range: (_, __, most) => [0, Math.max(most * 1.1, 0.01)] },
    },
    axes: [axis({ space: 60, size: 28 }), axis({ size: 52, values: (_, ticks) => ticks.map((one) => `${Number(one.toPrecision(6))} %`) })],
    series: [{}, ...values.map((v) => ({
      label: layer.labels[v], stroke: ink('--panel'), width: 0.6, fill: layer.colours[v], points: { show: false },
    }))],
    hooks: {
      setSelect: [(plot) => {
        const { left, width: wide } = plot.select;
        if (wide < 2) return;
        brushed(plot.posToVal(left, 'x'), plot.posToVal(left + wide, 'x'));
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      }],
      draw: [(plot) => {
        const x = Math.round(plot.valToPos(now(), 'x', true));
        const from = Math.round(plot.valToPos(since(), 'x', true));
        const { ctx, bbox } = plot;
        ctx.save();
        if (since() > range[0]) {
          ctx.fillStyle = ink('--veil');
          ctx.fillRect(bbox.left, bbox.top, Math.max(0, Math.min(x, from) - bbox.left), bbox.height);
          ctx.fillRect(Math.max(x, from), bbox.top, Math.max(0, bbox.left + bbox.width - Math.max(x, from)), bbox.height);
        }
        ctx.strokeStyle = ink('--ink');
        ctx.lineWidth = 2 * devicePixelRatio;
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        ctx.restore();
      }],
    },
  };
}

const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

/** Shares of spells that still go on, in %, by years; steps; for each curve the share and its band. */
export function survivalData(found: Survival): uPlot.AlignedData {
  const days = [...new Set(found.curves.flatMap((one) => one.days))].sort((a, b) => a - b);
  const rows: (number | null)[][] = [];
  for (const one of found.curves) {
    for (const values of [one.going, one.high, one.low]) {
      let k = 0;
      rows.push(days.map((day) => {
        while (k + 1 < one.days.length && one.days[k + 1] <= day) k++;
        return day > one.days[one.days.length - 1] ? null : 100 * values[k];
      }));
    }
  }
  return [days.map((day) => day / DAYS_A_YEAR), ...rows];
}

export function survivalOptions(found: Survival, colours: Record<string, string>, width: number): uPlot.Options {
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const series = found.curves.flatMap((one, k): uPlot.Series[] => {
    const line = { points: { show: false }, ...(stepped ? { paths: stepped } : {}) };
    const stroke = colours[one.grade] ?? ink('--ink');
    return [
      { ...line, label: one.grade, stroke, width: 2.4, dash: DASHES[k % DASHES.length] },
      { ...line, stroke: 'transparent' },
      { ...line, stroke: 'transparent' },
    ];
  });
  return {
    width, height: 190, legend: { show: false }, cursor: { show: false },
    scales: { x: { time: false, range: (_, __, most) => [0, Math.max(most, 0.25)] }, y: { range: [0, 100] } },
    axes: [
      axis({ values: (_, ticks) => ticks.map((one) => `${Number(one.toPrecision(4))} y`), space: 50, size: 28 }),
      axis({ size: 52, values: (_, ticks) => ticks.map((one) => `${one} %`) }),
    ],
    series: [{}, ...series],
    bands: found.curves.map((one, k) => ({
      series: [3 * k + 2, 3 * k + 3] as [number, number], fill: `${colours[one.grade] ?? '#888888'}33`,
    })),
  };
}

export const dashOf = (k: number): number[] => DASHES[k % DASHES.length];
