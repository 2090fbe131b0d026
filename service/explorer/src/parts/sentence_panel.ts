// The sentence panel, drawn from the data that service/pages/sentence_panel.py documents, with the elements of panel.html.
import { element } from "./dom";

export interface Text {
  text: string;
  lang: string;
  href: string;
}

export interface Passage {
  clause: Text | null;
  paper: Text | null;
  before: string;
  quote: string;
  after: string;
  read: string;
  is_citation: boolean;
  date: string;
}

export interface Sentence {
  id: string;
  subject: Text;
  relation: Text;
  object: Text;
  origin: string;
  modality: Text[];
  rules: Text[];
  passages: Passage[];
  centres: Text[];
}

type Words = Record<"title" | "empty" | "read" | "centre" | "rule" | "citation" | "release" | "none", string> & {
  origins: Record<string, string>;
};

interface Data {
  words: Words;
  parameter: string;
  sentences: Record<string, Sentence>;
}

const language = document.documentElement.lang;
const other = (lang: string): string => (lang === language ? "" : lang);

function shown(text: Text, name = ""): HTMLElement {
  const rel = text.href.startsWith("http") ? "noopener" : "";
  return text.href
    ? element("a", { href: text.href, class: name, lang: other(text.lang), rel }, text.text)
    : element("span", { class: name, lang: other(text.lang) }, text.text);
}

function drawPassage(place: Passage, words: Words): HTMLElement {
  const quote = place.is_citation ? [place.quote] : [place.before, element("mark", {}, place.quote), place.after];
  return element(
    "figure",
    { class: "passage-card" },
    element("blockquote", { lang: "zh" }, ...quote),
    element(
      "figcaption",
      {},
      place.paper && shown(place.paper),
      place.date ? element("span", {}, place.date) : null,
      place.clause && shown(place.clause),
      place.is_citation ? element("span", {}, words.citation) : null,
      place.read ? element("a", { class: "button small", href: place.read }, words.read) : null,
    ),
  );
}

function drawCentre(centre: Text, words: Words): HTMLElement {
  const name = element("span", { lang: other(centre.lang) }, centre.text);
  return element("a", { class: "button small", href: centre.href }, `${words.centre} `, name);
}

/** The contents of the panel for one sentence. */
export function drawSentence(said: Sentence, words: Words): HTMLElement[] {
  const relation = element("span", { class: "relation" }, shown(said.relation));
  const chips = [
    element("span", { class: `chip origin-${said.origin}` }, words.origins[said.origin]),
    ...said.modality.map((one) => shown(one, "chip modality")),
    ...said.rules.map((rule) => shown(rule, "chip rule")),
  ];
  return [
    element("h3", { class: "triple" }, shown(said.subject), " ", relation, " ", shown(said.object)),
    element("p", { class: "chips" }, ...chips),
    ...said.passages.map((place) => drawPassage(place, words)),
    ...(said.passages.length ? [] : [element("p", { class: "note" }, words.none)]),
    ...(said.centres.length ? [element("p", { class: "centres" }, ...said.centres.map((one) => drawCentre(one, words)))] : []),
  ];
}

/** Shows one sentence of a page: that which is pointed at, else that which is pinned. The address holds what is pinned. */
export class SentencePanel {
  private readonly body: HTMLElement;
  private pinned: string | null;
  private readonly listeners: ((pinned: string | null) => void)[] = [];

  constructor(
    private readonly aside: HTMLElement,
    private readonly data: Data,
  ) {
    this.body = aside.querySelector<HTMLElement>(".panel-body") ?? aside;
    this.pinned = aside.dataset.pinned ?? null;
    addEventListener("popstate", () => this.show(this.ofAddress()));
  }

  /** Adds sentences that were loaded later. */
  add(sentences: Sentence[]): void {
    for (const sentence of sentences) this.data.sentences[sentence.id] = sentence;
  }

  /** Whether a sentence is known, so that it can be shown. */
  has(id: string): boolean {
    return id in this.data.sentences;
  }

  /** Calls back whenever another sentence is pinned, or none. */
  onPin(listener: (pinned: string | null) => void): void {
    this.listeners.push(listener);
  }

  /** Shows a sentence for as long as it is pointed at; null shows the pinned one again. */
  preview(id: string | null): void {
    const said = this.data.sentences[id ?? this.pinned ?? ""];
    this.body.replaceChildren(
      ...(said ? drawSentence(said, this.data.words) : [element("p", { class: "note" }, this.data.words.empty)]),
    );
  }

  /** Pins a sentence, or none with null, and writes it into the address. */
  pin(id: string | null): void {
    if (id === this.pinned) return;
    const address = new URL(location.href);
    if (id) address.searchParams.set(this.data.parameter, id);
    else address.searchParams.delete(this.data.parameter);
    history.pushState(null, "", address);
    this.show(id);
  }

  /** Makes the elements with `data-sentence` below a node show their sentence, also those that are added later. */
  listen(root: Document | HTMLElement): void {
    const idOf = (event: Event): string | null => {
      const found = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-sentence]") : null;
      return found?.dataset.sentence ?? null;
    };
    for (const kind of ["pointerover", "focusin"]) {
      root.addEventListener(kind, (event) => {
        const id = idOf(event);
        if (id && id in this.data.sentences && this.isBeside()) this.preview(id);
      });
    }
    for (const kind of ["pointerout", "focusout"]) root.addEventListener(kind, (event) => idOf(event) && this.preview(null));
    root.addEventListener("click", (event) => {
      const id = idOf(event);
      const isPlain = event instanceof MouseEvent && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
      if (!id || !isPlain || !(id in this.data.sentences)) return;
      event.preventDefault();
      this.pin(id === this.pinned ? null : id);
    });
    this.aside.querySelector(".release")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.pin(null);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.pinned && !event.defaultPrevented) this.pin(null);
    });
    this.mark();
  }

  /** Whether the panel stands beside the view. At the foot of a narrow window it would cover what is pointed at. */
  private isBeside(): boolean {
    return getComputedStyle(this.aside).top !== "auto";
  }

  private ofAddress(): string | null {
    return new URL(location.href).searchParams.get(this.data.parameter);
  }

  private show(id: string | null): void {
    this.pinned = id && id in this.data.sentences ? id : null;
    if (this.pinned) this.aside.dataset.pinned = this.pinned;
    else delete this.aside.dataset.pinned;
    this.preview(null);
    this.mark();
    for (const listener of this.listeners) listener(this.pinned);
  }

  private mark(): void {
    for (const found of document.querySelectorAll<HTMLElement>("[data-sentence]")) {
      if (found.dataset.sentence === this.pinned) found.setAttribute("aria-current", "true");
      else found.removeAttribute("aria-current");
    }
  }
}

let found: SentencePanel | null = null;

/** The panel of this page, null where it has none. */
export function sentencePanel(): SentencePanel | null {
  const aside = document.querySelector<HTMLElement>("#panel");
  const data = document.querySelector<HTMLScriptElement>("#sentences");
  if (!found && aside && data) found = new SentencePanel(aside, JSON.parse(data.textContent ?? "{}") as Data);
  return found;
}
