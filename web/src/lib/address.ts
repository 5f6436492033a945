// The state of the page in its address, so that a link shows what is seen. A run that has ended is begun again from it.

export const SCREENS = ['lobby', 'wall', 'rulebook', 'compare', 'evidence', 'validation', 'lesson', 'company', 'abroad'] as const;
export type Screen = (typeof SCREENS)[number];

export interface Address {
  screen: Screen;
  /** The run that is shown, and of a comparison the one under the other rules. */
  run: string;
  other: string;
  scenario: string;
  /** Rules to live under: '' for the scenario's own, the name of a regime, or OWN for those in `text`. */
  regime: string;
  /** Rules to compare with: of a regime, or OWN. */
  against: string;
  people: number;
  years: number;
  seed: number;
  seeds: number;
  frame: number;
  /** Where the span of time begins that ends at the frame, in what is brushed. */
  since: number;
  layer: string;
  sort: string;
  rule: string;
  province: string;
  life: number | null;
  /** Lives that are pinned on the wall, with commas between. */
  pins: string;
  /** A rulebook of one's own, packed (`pack.ts`). */
  text: string;
  lesson: string;
  /** A guess that was drawn, year by year. */
  guess: string;
  /** What the list of parameters is narrowed to: words, and which of them. */
  find: string;
  only: string;
  /** The date on which a company is asked about; '' for today. */
  on: string;
}

export const OWN = 'own';
/** A frame that stands for the last one; what two rules come to is compared there. */
export const LAST = 1e6;
export const SORTS = ['place', 'income', 'age'] as const;
export const RULES = ['common', 'lowest'] as const;
export const ONLY = ['all', 'assumed', 'sourced'] as const;
const MOST_LETTERS = 120;
export const MOST_PINS = 12;
export const MOST_PACKED = 400_000;

export const LOBBY: Address = {
  screen: 'lobby', run: '', other: '', scenario: '', regime: '', against: '', people: 100_000, years: 10, seed: 1,
  seeds: 5, frame: 0, since: 0, layer: '', sort: 'place', rule: 'common', province: '', life: null, pins: '', text: '', lesson: '', guess: '', find: '',
  only: 'all', on: '',
};

/** What belongs to the address of each screen, in the order in which it stands there. */
const FIELDS: Record<Screen, readonly (keyof Address)[]> = {
  lobby: [],
  wall: ['run', 'scenario', 'regime', 'people', 'years', 'seed', 'since', 'frame', 'layer', 'sort', 'rule', 'province', 'life', 'pins', 'text'],
  rulebook: ['regime', 'against', 'text'],
  compare: ['run', 'other', 'scenario', 'regime', 'against', 'people', 'years', 'seed', 'seeds', 'frame', 'layer', 'province', 'life', 'text'],
  evidence: ['scenario', 'find', 'only'],
  validation: [],
  abroad: [],
  lesson: ['lesson', 'guess'],
  company: ['regime', 'against', 'on', 'text'],
};
const BOUNDS: Partial<Record<keyof Address, [number, number]>> = {
  people: [1_000, 1_000_000], years: [1, 40], seed: [0, 2 ** 31 - 1], seeds: [2, 20], frame: [0, LAST], since: [0, LAST], life: [0, 1e9],
};
const AMONG: Partial<Record<keyof Address, readonly string[]>> = { sort: SORTS, rule: RULES, only: ONLY };
const LEFT_OUT_IF_USUAL: readonly (keyof Address)[] = ['sort', 'rule', 'only', 'find', 'since'];

/** Read the part of an address after #; what makes no sense is left out. */
export function readAddress(hash: string): Address {
  const [path, query] = hash.replace(/^#\/?/, '').split('?', 2);
  const screen = SCREENS.find((one) => one === path) ?? 'lobby';
  const asked = new URLSearchParams(query ?? '');
  const found: Record<string, unknown> = { ...LOBBY, screen, ...(screen === 'compare' ? { frame: LAST } : {}) };
  for (const name of FIELDS[screen]) {
    const text = asked.get(name) ?? '';
    const bounds = BOUNDS[name];
    const known = AMONG[name];
    if (bounds) {
      const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
      if (value >= bounds[0] && value <= bounds[1]) found[name] = value;
    } else if (known) {
      if (known.includes(text)) found[name] = text;
    } else found[name] = text.slice(0, name === 'text' ? MOST_PACKED : MOST_LETTERS);
  }
  return found as unknown as Address;
}

/** The part of an address after #. */
export function writeAddress(address: Address): string {
  const said = new URLSearchParams();
  for (const name of FIELDS[address.screen]) {
    const value = address[name];
    if (value === null || value === '' || (name === 'frame' && value === LAST) || (LEFT_OUT_IF_USUAL.includes(name) && value === LOBBY[name])) continue;
    said.set(name, String(value));
  }
  const query = said.toString();
  return `#/${address.screen === 'lobby' ? '' : address.screen}${query ? `?${query}` : ''}`;
}

/** Numbers of pinned lives: those that are in a society of so many, each once, the first MOST_PINS. */
export function pinsOf(text: string, people: number): number[] {
  const found = text.split(',').filter((one) => /^\d{1,7}$/.test(one)).map(Number).filter((one) => one < people);
  return [...new Set(found)].slice(0, MOST_PINS);
}
