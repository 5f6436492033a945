// The charts of the bundle, as one module that needs no other: the studio's page imports it, a notebook shows a chart by
// `render` (anywidget), and a page that holds charts as data draws them when it is opened.

import { show } from './frame';
import type { Chart } from './kinds';

export { drawAreas, type Look } from './areas';
export { drawCurves } from './curves';
export { drawFlows, type Picked } from './flows';
export { show } from './frame';
export type { Areas, Chart, Curves } from './kinds';
export { savePicture } from './picture';

interface Model { get: (name: 'chart') => Chart; on: (event: string, hears: () => void) => void }

function render({ model, el }: { model: Model; el: Element }): () => void {
  let end = show(el, model.get('chart'));
  model.on('change:chart', () => { end(); end = show(el, model.get('chart')); });
  return () => end();
}

/** Draw what a page holds as data in the place of words and tables, which stay where no script runs: a table is held once. */
export function wake(page: ParentNode): void {
  const cells = (row: Element): string[] => [...row.children].map((cell) => cell.textContent ?? '');
  for (const held of page.querySelectorAll('script[type="application/json"][data-credopolis-chart]')) {
    const place = held.parentElement;
    if (!place) continue;
    const [header] = [...place.querySelectorAll('thead tr')].map(cells);
    const rows = [...place.querySelectorAll('tbody tr')].map(cells);
    show(place, { header, rows, ...JSON.parse(held.textContent ?? '') } as Chart);
  }
}

wake(document);
export default { render };
