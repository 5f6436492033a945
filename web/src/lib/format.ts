// Numbers and days as the page writes them, in one way everywhere.

const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

export const whole = (value: number): string => WHOLE.format(value);

/** A share as per cent: no more digits than tell it from nothing. */
export function percent(share: number): string {
  const value = 100 * share;
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0 %';
  if (value < 0.01) return '< 0.01 %';
  return `${value < 1 ? value.toFixed(2) : value.toFixed(1)} %`;
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

export function dateOf(start: string, day: number): Date {
  const [y, m, d] = start.split('-').map(Number);
  return new Date(Date.UTC(y, m - 1, d + day));
}

export const dayOf = (start: string, day: number): string => DAY.format(dateOf(start, day));
export const dayIn = (iso: string): string => dayOf(iso, 0);

/** A colour between light and dark for a share of the greatest value, as the reports shade. */
export function shade(share: number): string {
  const anchors = ['#f3f7fb', '#c6dbef', '#6baed6', '#2171b5', '#08306b'];
  const place = Math.min(1, Math.max(0, share)) * (anchors.length - 1);
  const k = Math.min(Math.floor(place), anchors.length - 2);
  const mixed = [1, 3, 5].map((i) => {
    const a = parseInt(anchors[k].slice(i, i + 2), 16);
    const b = parseInt(anchors[k + 1].slice(i, i + 2), 16);
    return Math.round(a + (b - a) * (place - k)).toString(16).padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}

/** A colour half way to white, for lines on a dark ground. */
export function lighter(colour: string): string {
  const parts = [1, 3, 5].map((k) => Math.round((parseInt(colour.slice(k, k + 2), 16) + 255) / 2));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Black or white, whichever reads better on a colour. */
export function inkOn(colour: string): string {
  const [r, g, b] = [1, 3, 5].map((k) => {
    const part = parseInt(colour.slice(k, k + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? '#ffffff' : '#000000'; // one of them has 4.5 to 1
}
