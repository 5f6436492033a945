// A picture that the server drew, made anew from the shapes that such pictures have; whatever else it holds is left out.

const SHAPES = new Set(['svg', 'g', 'defs', 'marker', 'rect', 'path', 'line', 'circle', 'text', 'title', 'desc', 'tspan']);
const SAID = new Set([
  'viewBox', 'role', 'aria-labelledby', 'id', 'class', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'rx', 'width', 'height', 'd',
  'fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'text-anchor', 'marker-end', 'refX', 'refY', 'markerWidth',
  'markerHeight', 'markerUnits', 'orient', 'transform', 'opacity',
]);
const SVG = 'http://www.w3.org/2000/svg';

/** The picture as an element; null if the text is none. */
export function pictureOf(text: string): SVGElement | null {
  const found = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  return found.localName === 'svg' ? made(found) : null;
}

function made(from: Element): SVGElement {
  const one = document.createElementNS(SVG, from.localName);
  for (const { name, value } of from.attributes) {
    if (SAID.has(name)) one.setAttribute(name, value);
    else if (name === 'style') one.style.fill = /^fill:\s*(#[0-9a-f]{6})$/i.exec(value)?.[1] ?? '';
  }
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) one.append(child.textContent ?? '');
    else if (child instanceof Element && SHAPES.has(child.localName)) one.append(made(child));
  }
  return one;
}
