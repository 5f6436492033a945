// Reading a chart along its axis: a line that follows the pointer, a finger or the arrow keys, and what it stands on in words.

import { node } from './svg';

export interface Reader {
  /** Where the plot lies on its sheet. */
  left: number; top: number; width: number; height: number;
  steps: number;
  /** Where the line of a step stands, and the step at a place. */
  placeOf: (step: number) => number;
  stepAt: (place: number) => number;
  wordsOf: (step: number) => string;
  label: string;
  says: (words: string) => void;
}

/** Lay a reader over a sheet. */
export function reading(sheet: SVGSVGElement, one: Reader): void {
  const line = node('line', { class: 'reader', y1: one.top, y2: one.top + one.height, x1: -9, x2: -9 });
  const ground = node('rect', {
    x: one.left, y: one.top, width: Math.max(1, one.width), height: one.height, class: 'ground', tabindex: '0', role: 'slider',
    'aria-label': one.label, 'aria-valuemin': '0', 'aria-valuemax': String(one.steps - 1), 'aria-valuenow': String(one.steps - 1),
    'aria-valuetext': one.wordsOf(one.steps - 1),
  });
  let step = one.steps - 1;
  const stand = (at: number): void => {
    step = Math.max(0, Math.min(one.steps - 1, at));
    const x = String(Math.round(10 * one.placeOf(step)) / 10);
    line.setAttribute('x1', x);
    line.setAttribute('x2', x);
    ground.setAttribute('aria-valuenow', String(step));
    ground.setAttribute('aria-valuetext', one.wordsOf(step));
    one.says(one.wordsOf(step));
  };
  const hear = (event: PointerEvent): void => {
    const box = sheet.getBoundingClientRect();
    const shown = box.width / Number(sheet.getAttribute('width')) || 1;
    stand(one.stepAt((event.clientX - box.left) / shown));
  };
  ground.addEventListener('pointermove', hear);
  ground.addEventListener('pointerdown', hear);
  ground.addEventListener('focus', () => stand(step));
  const leave = (): void => { line.setAttribute('x1', '-9'); line.setAttribute('x2', '-9'); one.says(''); };
  ground.addEventListener('pointerleave', leave);
  ground.addEventListener('blur', leave);
  ground.addEventListener('keydown', (event) => {
    const far = Math.max(1, Math.round(one.steps / 10));
    const to: Record<string, number> = { ArrowLeft: step - 1, ArrowRight: step + 1, PageDown: step - far, PageUp: step + far, Home: 0, End: one.steps - 1 };
    if (!(event.key in to)) return;
    event.preventDefault();
    event.stopPropagation(); // of notebooks, which move from cell to cell by arrows
    stand(to[event.key]);
  });
  sheet.append(line, ground);
}
