// Keeps a drawing as a file: as SVG with the colours that it has on the page, or as PNG at twice its size.

const KEPT = ['fill', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'fill-opacity', 'font-size', 'font-family', 'font-weight', 'text-anchor', 'opacity'];

/** The drawing in an element as SVG of its own, upon the ground of the page. */
export function asSvg(holder: Element): { text: string; width: number; height: number } | null {
  const drawn = holder.querySelector('svg');
  if (!drawn) return null;
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const [width, height] = [Number(drawn.getAttribute('width')), Number(drawn.getAttribute('height'))];
  const [there, made] = [[...drawn.querySelectorAll('*')], [...copy.querySelectorAll('*')]];
  there.forEach((one, k) => {
    const style = getComputedStyle(one);
    for (const name of KEPT) {
      const value = style.getPropertyValue(name);
      if (value) made[k].setAttribute(name, value);
    }
    for (const name of ['class', 'role', 'tabindex', 'data-way', 'data-says', 'data-label', 'aria-pressed', 'aria-valuemin', 'aria-valuemax', 'aria-valuenow', 'aria-valuetext', 'aria-label']) made[k].removeAttribute(name);
  });
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(holder).getPropertyValue('--panel').trim() || '#ffffff');
  copy.prepend(ground);
  copy.removeAttribute('class');
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export function saveText(text: string, name: string, type: string): void {
  save(new Blob([text], { type }), name);
}

export async function savePicture(holder: Element | undefined, title: string, kind: 'svg' | 'png'): Promise<void> {
  const found = holder && asSvg(holder);
  if (!found) return;
  if (kind === 'svg') {
    saveText(found.text, `${title}.svg`, 'image/svg+xml');
    return;
  }
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(found.text)}`;
  await image.decode();
  const sheet = document.createElement('canvas');
  sheet.width = 2 * found.width;
  sheet.height = 2 * found.height;
  sheet.getContext('2d')?.drawImage(image, 0, 0, sheet.width, sheet.height);
  sheet.toBlob((blob) => { if (blob) save(blob, `${title}.png`); });
}
