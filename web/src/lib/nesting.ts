// How deep the values of a YAML text may nest, without reading it as YAML.

const OPENS = /[[{]/g;
const CLOSES = /[\]}]/g;
/** What no bracket counts in: quoted text that ends on its line, and a comment. */
const SILENT = /"(?:[^"\\]|\\.)*"|'[^']*'|(?:^|\s)#.*$/g;
/** Lists and keys that begin on one line, each within the last: `- - ? `. */
const BEGUN = /^\s*(?:[-?]\s+)+/;
const INDICATORS = /[-?]/g;

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

/** At least the deepest level of nesting. Opening brackets count wherever they stand, closing ones only outside quotes. */
export function nesting(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const line of text.split('\n')) {
    const begun = BEGUN.exec(line)?.[0] ?? '';
    const most = open + count(line, OPENS);
    deepest = Math.max(deepest, most + count(begun, INDICATORS) + line.search(/\S|$/));
    open = Math.max(0, most - count(line.replace(SILENT, ''), CLOSES));
  }
  return deepest;
}
