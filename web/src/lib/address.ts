// The state of the page in its address, so that a link shows what is seen. A run that has ended is begun again from it.

export interface Address {
  screen: 'lobby' | 'wall';
  run: string;
  scenario: string;
  people: number;
  years: number;
  seed: number;
  frame: number;
  layer: string;
  sort: string;
  rule: string;
  province: string;
  life: number | null;
}

export const LOBBY: Address = {
  screen: 'lobby', run: '', scenario: '', people: 100_000, years: 10, seed: 1, frame: 0, layer: '', sort: 'place',
  rule: 'common', province: '', life: null,
};

export const SORTS = ['place', 'income', 'age'] as const;
export const RULES = ['common', 'lowest'] as const;

/** Read the part of an address after #; what makes no sense is left out. */
export function readAddress(hash: string): Address {
  const [path, query] = hash.replace(/^#\/?/, '').split('?', 2);
  if (path !== 'wall') return LOBBY;
  const asked = new URLSearchParams(query ?? '');
  const whole = (name: string, least: number, most: number, otherwise: number): number => {
    const text = asked.get(name) ?? '';
    const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
    return value >= least && value <= most ? value : otherwise;
  };
  const among = (name: string, known: readonly string[]): string => {
    const text = asked.get(name) ?? '';
    return known.includes(text) ? text : known[0];
  };
  const life = whole('life', 0, 1e9, -1);
  return {
    screen: 'wall',
    run: (asked.get('run') ?? '').slice(0, 40),
    scenario: (asked.get('scenario') ?? '').slice(0, 60),
    people: whole('people', 1_000, 1_000_000, LOBBY.people),
    years: whole('years', 1, 40, LOBBY.years),
    seed: whole('seed', 0, 2 ** 31 - 1, LOBBY.seed),
    frame: whole('frame', 0, 1e6, 0),
    layer: (asked.get('layer') ?? '').slice(0, 30),
    sort: among('sort', SORTS),
    rule: among('rule', RULES),
    province: (asked.get('province') ?? '').slice(0, 60),
    life: life < 0 ? null : life,
  };
}

/** The part of an address after #. */
export function writeAddress(address: Address): string {
  if (address.screen === 'lobby') return '#/';
  const said = new URLSearchParams();
  const plain = LOBBY as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(address)) {
    if (name === 'screen' || value === null || value === '') continue;
    if (['sort', 'rule'].includes(name) && value === plain[name]) continue;
    said.set(name, String(value));
  }
  return `#/wall?${said.toString()}`;
}
