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
  /** Hears a span that was drawn by dragging. */
  brushed?: (from: number, to: number) => void;
}

/** Whether a span is being drawn in an element, which is then not drawn anew. */
export const isHeld = (holder: Element): boolean => holder.querySelector('[data-held]') !== null;

/** Put a sheet in the place of the last one; who read that one goes on reading. */
export function renew(holder: Element, sheet: SVGSVGElement): void {
  const read = holder.querySelector('.ground:focus')?.getAttribute('aria-valuenow');
  holder.replaceChildren(sheet);
  const ground = holder.querySelector<SVGElement>('.ground');
  if (read && ground) {
    ground.setAttribute('aria-valuenow', read);
    ground.focus({ preventScroll: true });
  }
}

/** Lay a reader over a sheet. */
export function reading(sheet: SVGSVGElement, one: Reader): void {
  const line = node('line', { class: 'reader', y1: one.top, y2: one.top + one.height, x1: -9, x2: -9 });
  const ground = node('rect', {
    x: one.left, y: one.top, width: Math.max(1, one.width), height: one.height, class: 'ground', tabindex: '0', role: 'slider',
    'aria-label': one.label, 'aria-valuemin': '0', 'aria-valuemax': String(one.steps - 1), 'aria-valuenow': String(one.steps - 1),
    'aria-valuetext': one.wordsOf(one.steps - 1),
  });
  const span = node('rect', { class: 'span', x: -9, y: one.top, width: 0, height: one.height });
  const stepNow = (): number => Number(ground.getAttribute('aria-valuenow'));
  const stand = (at: number): void => {
    const step = Math.max(0, Math.min(one.steps - 1, at));
    const x = String(Math.round(10 * one.placeOf(step)) / 10);
    line.setAttribute('x1', x);
    line.setAttribute('x2', x);
    ground.setAttribute('aria-valuenow', String(step));
    ground.setAttribute('aria-valuetext', one.wordsOf(step));
    one.says(one.wordsOf(step));
  };
  const placeOf = (event: PointerEvent): number => {
    const box = sheet.getBoundingClientRect();
    const shown = box.width / Number(sheet.getAttribute('width')) || 1;
    return Math.max(one.left, Math.min(one.left + one.width, (event.clientX - box.left) / shown));
  };
  let begun: number | null = null;
  const hear = (event: PointerEvent): void => {
    const at = placeOf(event);
    stand(one.stepAt(at));
    if (begun === null) return;
    span.setAttribute('x', String(Math.min(begun, at)));
    span.setAttribute('width', String(Math.abs(at - begun)));
  };
  const end = (event: PointerEvent): void => {
    const [from, to] = [begun, placeOf(event)];
    begun = null;
    delete sheet.dataset.held;
    span.setAttribute('width', '0');
    if (from !== null && event.type === 'pointerup' && Math.abs(to - from) > 4) {
      one.brushed?.(one.stepAt(Math.min(from, to)), one.stepAt(Math.max(from, to)));
    }
  };
  ground.addEventListener('pointermove', hear);
  ground.addEventListener('pointerdown', (event) => {
    if (one.brushed) {
      begun = placeOf(event);
      sheet.dataset.held = '';
      ground.setPointerCapture(event.pointerId);
    }
    hear(event);
  });
  ground.addEventListener('pointerup', end);
  ground.addEventListener('pointercancel', end);
  ground.addEventListener('focus', () => stand(stepNow()));
  const leave = (): void => { line.setAttribute('x1', '-9'); line.setAttribute('x2', '-9'); one.says(''); };
  ground.addEventListener('pointerleave', leave);
  ground.addEventListener('blur', leave);
  ground.addEventListener('keydown', (event) => {
    const far = Math.max(1, Math.round(one.steps / 10));
    const step = stepNow();
    const to: Record<string, number> = { ArrowLeft: step - 1, ArrowRight: step + 1, PageDown: step - far, PageUp: step + far, Home: 0, End: one.steps - 1 };
    if (!(event.key in to)) return;
    event.preventDefault();
    event.stopPropagation(); // of notebooks, which move from cell to cell by arrows
    stand(to[event.key]);
  });
  sheet.append(span, line, ground);
}
