// The editor of rulebooks, on CodeMirror. It is a part of the page by itself, loaded when a rulebook is opened.
// It lives in a shadow tree: there its styles are sheets made by script, which the page's policy allows.

import { autocompletion, completionKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, bracketMatching, foldGutter, foldKeymap, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, drawSelection, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { offer, type Schema } from './complete';
import { nesting } from './nesting';

/** Something to say of a line: line and column count from 1; 0 stands for the whole text. */
export interface Mark {
  line: number;
  column: number;
  severity: 'error' | 'warning' | 'info';
  message: string;
}

export interface Editor {
  text(): string;
  setText(text: string): void;
  setMarks(marks: readonly Mark[]): void;
  setSchema(schema: Schema): void;
  goTo(line: number, column: number): void;
  end(): void;
}

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--bad)' },
]);

const look = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--panel)', height: '100%', fontSize: '13px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--soft)', color: 'var(--muted)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--accent) 9%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent)' },
  '.cm-tooltip, .cm-panels': { backgroundColor: 'var(--panel)', color: 'var(--ink)', border: '1px solid var(--line)', maxWidth: 'min(34rem, 92vw)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-completionDetail': { whiteSpace: 'normal', fontStyle: 'normal', opacity: '0.85' },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  '.cm-textfield, .cm-button': { backgroundColor: 'var(--panel)', backgroundImage: 'none', color: 'var(--ink)', border: '1px solid var(--line)' },
});

/** Levels of nesting up to which a text is coloured and folded: parser and colouring call themselves a level each. */
const MOST_NESTED = 500;
const grammar = new Compartment();
const grammarOf = (text: string): Extension => (nesting(text) <= MOST_NESTED ? [yaml(), syntaxHighlighting(colours)] : []);
/** Leave the grammar out before a text is read that nests too deep for it, and bring it back after. */
const grammarOfWhatComes = EditorState.transactionExtender.of((change) => {
  if (!change.docChanged) return null;
  const fits = nesting(change.newDoc.toString()) <= MOST_NESTED;
  const has = (grammar.get(change.startState) as Extension[]).length > 0;
  return fits === has ? null : { effects: grammar.reconfigure(grammarOf(change.newDoc.toString())) };
});

export function makeEditor(holder: HTMLElement, text: string, label: string, changed: (text: string) => void): Editor {
  const root = holder.shadowRoot ?? holder.attachShadow({ mode: 'open' });
  let schema: Schema | null = null;
  const complete = (context: CompletionContext): CompletionResult | null => {
    if (!schema) return null;
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    if (!context.explicit && !/[A-Za-z]$/.test(before)) return null;
    const found = offer(schema, context.state.doc.toString().split('\n'), line.number - 1, before);
    if (!found) return null;
    const options = found.options.map((one) => ({ label: one.label, detail: one.detail.slice(0, 90), apply: one.insert }));
    return { from: line.from + found.from, options, validFor: /^[A-Za-z0-9_+-]*$/ };
  };
  const stateOf = (doc: string): EditorState => EditorState.create({
    doc,
    extensions: [
      lineNumbers(), foldGutter(), lintGutter(), history(), drawSelection(), highlightActiveLine(), highlightSpecialChars(),
      bracketMatching(), highlightSelectionMatches(), search({ top: true }), grammar.of(grammarOf(doc)),
      grammarOfWhatComes, look,
      autocompletion({ override: [complete] }), EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      keymap.of([...completionKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap]),
      EditorView.updateListener.of((update) => { if (update.docChanged) changed(update.state.doc.toString()); }),
    ],
  });
  const view = new EditorView({ state: stateOf(text), parent: root as unknown as Element, root });
  const placeOf = (line: number, column: number): number => {
    const found = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
    return Math.min(found.from + Math.max(0, column - 1), found.to);
  };
  return {
    text: () => view.state.doc.toString(),
    setText: (now) => view.setState(stateOf(now)),
    setMarks(marks) {
      const found = marks.map((mark): Diagnostic => {
        const from = placeOf(mark.line, mark.column);
        const line = view.state.doc.lineAt(from);
        return { from: Math.min(from, line.to), to: line.to, severity: mark.severity, message: mark.message };
      });
      view.dispatch(setDiagnostics(view.state, found.sort((a, b) => a.from - b.from)));
    },
    setSchema: (now) => { schema = now; },
    goTo(line, column) {
      const at = placeOf(line, column);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      view.focus();
    },
    end: () => view.destroy(),
  };
}
