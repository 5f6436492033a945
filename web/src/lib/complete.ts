// What may stand at a place of a rulebook, from the JSON Schema of its format: keys of a block, or values of a key.

export interface Schema {
  type?: string;
  description?: string;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  required?: string[];
}

export interface Offered {
  /** Column from which what is typed is replaced, from 0. */
  from: number;
  options: { label: string; detail: string; insert: string }[];
}

const KEY = /^(\s*)(?:- +)?([A-Za-z0-9_+-]+):(?:\s|$)/;
const indentOf = (line: string): number => line.length - line.trimStart().length;

/** The keys of the blocks around a line, outermost first; a block is what is indented more than its key. */
export function pathAt(lines: readonly string[], row: number, indent: number): string[] {
  const path: string[] = [];
  let depth = indent;
  for (let k = row - 1; k >= 0 && depth > 0; k--) {
    const found = KEY.exec(lines[k]);
    if (!found || lines[k].trimStart().startsWith('#') || indentOf(lines[k]) >= depth) continue;
    depth = indentOf(lines[k]);
    path.unshift(found[2]);
  }
  return path;
}

/** The schemas that a path leads to: what is written plainly, and blocks with a value and its source. */
export function schemasAt(schema: Schema, path: readonly string[]): Schema[] {
  let now = variants(schema);
  for (const step of path) {
    now = now.flatMap((one) => {
      const named = one.properties?.[step];
      if (named) return variants(named);
      return typeof one.additionalProperties === 'object' ? variants(one.additionalProperties) : [];
    });
  }
  return now;
}

const variants = (schema: Schema): Schema[] => (schema.anyOf ? schema.anyOf.flatMap(variants).map((one) => ({ ...one, description: one.description ?? schema.description ?? '' })) : [schema]);

/** What to offer at a place: `lines` of the text, the row and the text of its line up to the cursor. */
export function offer(schema: Schema, lines: readonly string[], row: number, before: string): Offered | null {
  if (/#/.test(before)) return null;
  const value = /^(\s*)(?:- +)?([A-Za-z0-9_+-]+):\s+(?:\{ *value: *)?([A-Za-z0-9_-]*)$/.exec(before);
  if (value) {
    const path = [...pathAt(lines, row, value[1].length), value[2]];
    const names = new Map<string, string>();
    for (const one of schemasAt(schema, path)) {
      const known = one.enum ?? one.items?.enum ?? (one.type === 'boolean' ? [true, false] : []);
      for (const word of known) names.set(String(word), one.description ?? '');
    }
    return offered([...names], before.length - value[3].length, '');
  }
  const key = /^(\s*)([A-Za-z0-9_+-]*)$/.exec(before);
  if (!key) return null;
  const path = pathAt(lines, row, key[1].length);
  const there = new Set(siblings(lines, row, key[1].length));
  const names = new Map<string, string>();
  const schemas = schemasAt(schema, path);
  const plain = schemas.filter((one) => one.type === 'object' && !(one.properties?.value && one.properties.source && path.length > 1));
  for (const one of plain.length ? plain : schemas) {
    for (const [name, inner] of Object.entries(one.properties ?? {})) {
      if (!there.has(name)) names.set(name, describe(inner, one.required?.includes(name) ?? false));
    }
  }
  return offered([...names], key[1].length, ': ');
}

const describe = (schema: Schema, required: boolean): string => [required ? 'required' : '', schema.description ?? ''].filter(Boolean).join('; ');

function offered(names: [string, string][], from: number, after: string): Offered | null {
  if (!names.length) return null;
  return { from, options: names.map(([label, detail]) => ({ label, detail, insert: label + after })) };
}

/** Keys of the same block. */
function siblings(lines: readonly string[], row: number, indent: number): string[] {
  const found: string[] = [];
  for (const by of [-1, 1]) {
    for (let k = row + by; k >= 0 && k < lines.length; k += by) {
      if (!lines[k].trim() || lines[k].trimStart().startsWith('#')) continue;
      const depth = indentOf(lines[k]);
      if (depth < indent) break;
      const key = KEY.exec(lines[k]);
      if (depth === indent && key) found.push(key[2]);
    }
  }
  return found;
}
