// Small means of drawing, without a framework: so that studio, reports and notebooks draw alike.

const SPACE = 'http://www.w3.org/2000/svg';

export type Says = string | number;

/** An element of a drawing with its attributes and what it holds. */
export function node<Name extends keyof SVGElementTagNameMap>(
  name: Name, said: Record<string, Says> = {}, ...held: (Node | string)[]
): SVGElementTagNameMap[Name] {
  const one = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(said)) one.setAttribute(key, typeof value === 'number' ? String(Math.round(value * 100) / 100) : value);
  one.append(...held);
  return one;
}

/** Places moved apart so that each is at least `gap` from the next, within bounds; given from the top down. */
export function apart(places: readonly number[], gap: number, low: number, high: number): number[] {
  const found = [...places];
  for (let k = 0; k < found.length; k++) found[k] = Math.max(found[k], k ? found[k - 1] + gap : low);
  for (let k = found.length - 1; k >= 0; k--) found[k] = Math.min(found[k], k < found.length - 1 ? found[k + 1] - gap : high);
  return found;
}

const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
export const counted = (value: number): string => WHOLE.format(value);
