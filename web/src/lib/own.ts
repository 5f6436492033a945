// Rules to live under that an address names: those of a regime that ships, or a text in the address itself.

import * as api from './api';
import { OWN } from './address';
import { unpack } from './pack';
import { texts } from './texts';

/** What to ask the server for; an own text is brought to it first. */
export async function rulesOf(name: string, packed: string): Promise<{ regime?: string }> {
  if (!name) return {};
  if (name !== OWN) return { regime: name };
  const text = packed ? await unpack(packed) : null;
  if (text === null) throw new Error(texts.lostText);
  return { regime: (await api.keep(text)).id };
}

/** The argument of `cp.run` that stands for these rules. */
export const pythonRules = (name: string): string =>
  (name ? `, regime="${name === OWN ? texts.savedFile : name}"` : '');
