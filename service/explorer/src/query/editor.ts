// The editor of queries: CodeMirror 6 in a shadow root, where its style sheets are adopted, which the policy of the
// page allows. It is loaded on demand.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, Prec, StateEffect, StateField, type Transaction } from "@codemirror/state";
import { Decoration, type DecorationSet, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder, tooltips } from "@codemirror/view";
import { styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { t } from "../parts/language";
import { completeQuery } from "./completion";
import { firstMistake } from "./locate";
import type { Names } from "./completion_terms";

export { firstMistake };

/** A part of the text that a message is about, in characters from the start. */
export interface Marked {
  from: number;
  to: number;
  isError: boolean;
}

export interface QueryEditor {
  text: () => string;
  replace: (text: string) => void;
  /** Replaces a part of the text, as one step that can be undone. */
  mend: (from: number, to: number, text: string) => void;
  mark: (parts: Marked[]) => void;
  /** Puts the cursor at a place and the focus into the editor. */
  goTo: (at: number) => void;
}

interface Events {
  changed: () => void;
  run: () => void;
  format: () => void;
}

const setMarks = StateEffect.define<Marked[]>();

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMarks)) return decorate(effect.value, transaction.state.doc.length);
    return shown.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function decorate(parts: Marked[], length: number): DecorationSet {
  const kept = parts.filter(({ from, to }) => from < to && to <= length);
  return Decoration.set(kept.map(({ from, to, isError }) => Decoration.mark({ class: isError ? "mark-error" : "mark-hint" }).range(from, to)), true);
}

// The grammar leaves prefixed names without a style.
const coloured = SparqlLanguage.configure({ props: [styleTags({ "Pname_ln Pname_ns": tags.propertyName, IriRef: tags.url, Langtag: tags.string })] });

// The colours are those of style.css, which the shadow root inherits.
const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--sheet)", fontSize: "0.9375rem", },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.65", minHeight: "12rem", maxHeight: "28rem" },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--red)" },
  ".cm-line": { padding: "0 1rem 0 0.5rem" },
  ".cm-gutters": { color: "var(--muted)", backgroundColor: "var(--sheet)", border: "0", paddingLeft: "0.25rem" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2rem" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--raised) 55%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--red)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--marker) 80%, transparent)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--raised)", outline: "1px solid var(--edge)" },
  ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": { color: "var(--red)", backgroundColor: "transparent" },
  ".cm-placeholder": { color: "var(--muted)" },
  ".mark-error": { textDecoration: "underline wavy var(--red) 1.5px", textUnderlineOffset: "0.25em" },
  ".mark-hint": { textDecoration: "underline wavy var(--plate) 1.5px", textUnderlineOffset: "0.25em" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--sheet)", border: "1px solid var(--edge)", borderRadius: "0.375rem", boxShadow: "0 4px 20px rgb(0 0 0 / 18%)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "0.875rem", maxHeight: "17rem", maxWidth: "min(34rem, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", alignItems: "baseline", gap: "0.6rem", padding: "0.3rem 0.7rem", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--ink)", backgroundColor: "var(--raised)", boxShadow: "inset 3px 0 0 var(--red)" },
  ".cm-completionLabel": { flex: "none" },
  ".cm-completionDetail": { fontFamily: "var(--sans)", fontStyle: "normal", fontSize: "0.8125rem", color: "var(--muted)", marginLeft: "auto", overflow: "hidden", textOverflow: "ellipsis" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--red)" },
  ".cm-tooltip.cm-completionInfo": { fontFamily: "var(--sans)", fontSize: "0.8125rem", lineHeight: "1.6", padding: "0.6rem 0.8rem", maxWidth: "19rem" },
  ".cm-completionInfo p": { margin: "0 0 0.3rem" },
  ".cm-completionInfo .kind": { color: "var(--muted)" },
});

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword, tags.modifier], color: "var(--red)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--derived)" },
  { tag: [tags.namespace, tags.propertyName, tags.typeName, tags.className, tags.labelName], color: "var(--curated)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--plate)" },
  { tag: [tags.number, tags.bool, tags.literal], color: "var(--plate)" },
  { tag: [tags.url, tags.link], color: "var(--curated)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--muted)", fontStyle: "italic" },
]);

/** Opens completions when the composition of an input method has ended; CodeMirror asks for none while one goes on. */
const completeAfterComposition = EditorView.domEventHandlers({
  compositionend: (_event, view) => void setTimeout(() => !view.composing && startCompletion(view), 30),
});

/** Replaces what is selected by what is typed. Left to it, Chromium keeps the old style in an attribute, which the policy forbids. */
const typeOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const text = event.inputType === "insertText" && event.data;
    if (!text || empty || view.composing) return false;
    const insert = (): Transaction => view.state.update({ ...view.state.replaceSelection(text), userEvent: "input.type", scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

/** Puts an editor with a text into an element. */
export function openEditor(host: HTMLElement, text: string, names: Names, events: Events): QueryEditor {
  const root = host.attachShadow({ mode: "open" });
  const place = document.createElement("div");
  root.append(place);
  const wrapping = new Compartment();
  const isNarrow = matchMedia("(max-width: 46rem)");
  const wrap = (): typeof EditorView.lineWrapping => (isNarrow.matches ? EditorView.lineWrapping : []);
  const run = (): boolean => (events.run(), true);
  const view = new EditorView({
    root,
    parent: place,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        highlightActiveLine(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        coloured,
        indentUnit.of("  "),
        syntaxHighlighting(highlighting),
        theme,
        marks,
        wrapping.of(wrap()),
        placeholder("SELECT * WHERE { ?zone a kq:Zone } LIMIT 10"),
        tooltips({ parent: place }),
        autocompletion({ override: [completeQuery(names)], icons: false, maxRenderedOptions: 60, activateOnTypingDelay: 80 }),
        completeAfterComposition,
        typeOverSelection,
        EditorView.contentAttributes.of({ "aria-label": t("SPARQL 查询", "SPARQL query"), spellcheck: "false", autocapitalize: "off", "aria-description": t("Ctrl+Enter 运行；按 Esc 再按 Tab 离开。", "Ctrl+Enter runs; Esc then Tab leaves.") }),
        EditorView.updateListener.of((update) => void (update.docChanged && events.changed())),
        Prec.highest(
          keymap.of([
            { key: "Ctrl-Enter", mac: "Cmd-Enter", run, preventDefault: true },
            { key: "Shift-Alt-f", run: () => (events.format(), true), preventDefault: true },
            { key: "Tab", run: acceptCompletion },
            { key: "Escape", run: leaveByTab },
          ]),
        ),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
      ],
    }),
  });
  isNarrow.addEventListener("change", () => view.dispatch({ effects: wrapping.reconfigure(wrap()) }));
  return {
    text: () => view.state.doc.toString(),
    replace: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    mend: (from, to, insert) => {
      view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length } });
      view.focus();
    },
    mark: (parts) => view.dispatch({ effects: setMarks.of(parts) }),
    goTo: (at) => {
      view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
  };
}

/** Tab indents; after Escape it leaves the editor, so that a keyboard is never caught (WCAG 2.2, 2.1.2). */
function leaveByTab(view: EditorView): boolean {
  view.setTabFocusMode(2000);
  return false;
}
