// What the server is asked over HTTP.

import type { Schema } from './complete';
import type { PairLayer } from './pair';
import type {
  About, Abroad, Answer, Asked, AskedCompany, AskedComparison, Audited, Checked, Company, CompanyShelf, Comparing, Dossier, Fact, Factor, Found, Job, Looking, Market, Parameter,
  Predictions, Progress, Run, Series, Shipped, Society, Survival, Target, Validation,
} from './shapes';

export type * from './shapes';

/** What the server answers when it cannot do what was asked, in its words. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

async function answered(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Refused('The studio does not answer. It may have ended: start it again with `credopolis studio`.', 0);
  }
  if (!response.ok) {
    const said = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
    throw new Refused(said?.error?.message ?? `The studio answered ${response.status}.`, response.status);
  }
  return response;
}

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  return (await (await answered(path, init)).json()) as T;
}

export const about = (): Promise<About> => json('api/about');
export const runs = (): Promise<Run[]> => json('api/runs');
export const society = (id: string): Promise<Society> => json(`api/runs/${encodeURIComponent(id)}`);
/** What stands behind the question mark; what is not said is left out. */
const asked = (said: Record<string, string | number | undefined>): string => {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(said)) if (value !== undefined && value !== '') found.set(name, String(value));
  return found.toString();
};
export const series = (id: string, layer: string, province = ''): Promise<Series> =>
  json(`api/runs/${id}/series?${asked({ layer, province })}`);
export const survival = (id: string, frame: number, province = ''): Promise<Survival> =>
  json(`api/runs/${id}/survival?${asked({ frame, province })}`);
export const flows = (id: string, layer: string, since: number, frame: number, province = ''): Promise<Series> =>
  json(`api/runs/${id}/flows?${asked({ layer, since, frame, province })}`);
/** The value of every life after a tick. */
export async function states(id: string, layer: string, frame: number): Promise<Uint8Array> {
  return new Uint8Array(await (await answered(`api/runs/${id}/states?${asked({ layer, frame })}`)).arrayBuffer());
}

export const apart = async (id: string, layer: string, frame: number): Promise<number[]> =>
  (await json<{ apart: number[] }>(`api/runs/${id}/apart?layer=${layer}&frame=${frame}`)).apart;

export const begin = (asked: Asked): Promise<Run> => json('api/runs', posted(asked));

export const end = async (id: string): Promise<void> => {
  await answered(`api/runs/${id}`, { method: 'DELETE' });
};

export async function column(id: string, name: string): Promise<Uint8Array> {
  return new Uint8Array(await (await answered(`api/runs/${id}/columns/${name}`)).arrayBuffer());
}

/** A life's dossier, or how far its telling is. */
export async function life(id: string, number: number, frame: number): Promise<Dossier | Progress> {
  return json(`api/runs/${id}/lives/${number}?frame=${frame}`);
}

/** Lives to whom something happened by a frame, or how far looking for them is. */
export const find = (id: string, what: string, frame: number): Promise<Found | Looking> =>
  json(`api/runs/${id}/find?what=${encodeURIComponent(what)}&frame=${frame}`);

const posted = (asked: unknown): RequestInit => ({
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked),
});

export const compare = (asked: AskedComparison): Promise<Comparing> => json('api/comparisons', posted(asked));
export const pairs = (a: string, b: string): Promise<PairLayer[]> => json(`api/runs/${a}/against/${b}`);

export const parameters = (scenario: string): Promise<Parameter[]> => json(`api/evidence?scenario=${encodeURIComponent(scenario)}`);
export const facts = (find: string): Promise<{ facts: Fact[]; count: number }> => json(`api/facts?find=${encodeURIComponent(find)}`);
export const predictions = (): Promise<Predictions> => json('api/held-out');

export const factors = (): Promise<Factor[]> => json('api/diffusion');
export const abroad = (asked: { years: number; off: string[] }): Promise<Job<Abroad>> => json('api/diffusion', posted(asked));

export const targets = (): Promise<Target[]> => json('api/targets');
export const validate = (names: string[]): Promise<Job<Validation>> => json('api/validations', posted({ targets: names }));
export const kept = (text: string): Promise<Validation> =>
  json('api/validations/kept', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: text });

export const lesson = (name: string): Promise<Job<Answer>> => json(`api/lessons/${name}`, { method: 'POST' });
/** A job once it is done, or as it stands when whoever asked is gone. `told` hears of each state. */
export async function awaited<Result>(begun: Job<Result>, goes: () => boolean, told: (now: Job<Result>) => void = () => {}): Promise<Job<Result>> {
  let now = begun;
  told(now);
  while (goes() && now.state === 'working') {
    await new Promise((done) => setTimeout(done, 500));
    if (goes()) told(now = await job<Result>(now.id));
  }
  return now;
}
export const job = <Result>(id: string): Promise<Job<Result>> => json(`api/jobs/${id}`);

const sent = (text: string): RequestInit => ({ method: 'POST', headers: { 'content-type': 'application/yaml' }, body: text });

export const rulebooks = (): Promise<Shipped[]> => json('api/rulebooks');
export const schema = (): Promise<Schema> => json('api/rulebooks/schema');
export const rulebook = async (name: string): Promise<string> =>
  (await answered(`api/rulebooks/${encodeURIComponent(name)}`)).text();
export const check = (text: string): Promise<Checked> => json('api/rulebooks/check', sent(text));
export const audit = (text: string): Promise<Audited> => json('api/rulebooks/audit', sent(text));
export const keep = (text: string): Promise<{ id: string; name: string; title: string }> => json('api/rulebooks', sent(text));
export const differences = async (text: string, against: string): Promise<string[]> =>
  (await json<{ differences: string[] }>(`api/rulebooks/diff?against=${encodeURIComponent(against)}`, sent(text))).differences;

export const market = (what: string, rulebook: string): Promise<Job<Market>> => json('api/companies/society', posted({ what, rulebook }));
export const companies = (): Promise<CompanyShelf> => json('api/companies');
export const company = (said: AskedCompany): Promise<Company> => json('api/companies', posted(said));

export const tableOf = (id: string, name: string, said: { layer: string; frame?: number; since?: number; province?: string }): string =>
  `api/runs/${id}/tables/${name}.csv?${asked(said)}`;
