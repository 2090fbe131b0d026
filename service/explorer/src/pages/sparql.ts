// The query page: the editor takes the place of the text field, answers come without a new page, and the address holds
// the query, the way it is shown and the order of the rows.
import { element } from "../parts/dom";
import { t } from "../parts/language";
import { drawAnswer, type Show } from "../query/answer";
import { Cells } from "../query/cells";
import { check, type Locate } from "../query/check";
import type { QueryEditor } from "../query/editor";
import { formatQuery } from "../query/format";
import { drawHistory } from "../query/history";
import { Labels } from "../query/labels";
import { showAdvice } from "../query/messages";
import { Names } from "../query/names";
import { keepQuery } from "../query/past";
import { ask, Refused, type Answer } from "../query/run";
import type { Sorting } from "../query/table";

interface Data {
  endpoint: string;
  publicEndpoint: string;
  terms: string;
  check: string;
  search: string;
  base: string;
  root: string;
  lang: string;
  formats: Record<"table" | "graph", string[]>;
  /** What a reader is told of each problem: its title, and what to do. */
  problems: Record<string, [string, string]>;
}

const QUIET = 450; // milliseconds without a change before a query is checked

class QueryPage {
  private readonly names: Names;
  private readonly labels: Labels;
  private readonly cells: Cells;
  private readonly messages = element("ul", { class: "messages", "aria-live": "polite" });
  private readonly place: HTMLElement;
  private readonly runButton: HTMLButtonElement;
  private running: AbortController | null = null;
  private checking: AbortController | null = null;
  private timer = 0;
  private stopAnswer: () => void = () => undefined;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly editor: QueryEditor,
    private readonly data: Data,
    names: Names,
    private readonly locate: Locate,
  ) {
    this.names = names;
    this.labels = new Labels(data.endpoint, data.base);
    this.cells = new Cells(names, this.labels, data);
    this.place = document.querySelector<HTMLElement>("#answer") ?? element("section", { id: "answer" });
    this.runButton = form.querySelector<HTMLButtonElement>("button[type=submit]") ?? element("button");
    form.querySelector(".query-bar")?.before(this.messages);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.running) this.running.abort();
      else void this.run();
    });
    addEventListener("popstate", () => void this.restore());
  }

  /** Shows what the address asks for. */
  async restore(): Promise<void> {
    const query = new URLSearchParams(location.search).get("query");
    if (query === null) return;
    if (query !== this.editor.text()) this.editor.replace(query);
    await this.run(false);
  }

  /** Checks the query once nothing has changed for a while. */
  changed(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.check(), QUIET);
  }

  /** Runs the query of the editor, and writes it into the address if it is new there. */
  async run(isNew = true): Promise<void> {
    const query = this.editor.text();
    if (!query.trim()) return;
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    if (isNew) this.writeAddress(query);
    const endWaiting = this.wait();
    void this.check();
    try {
      const [answer] = await Promise.all([ask(this.data.endpoint, query, running.signal), this.names.load().catch(() => undefined)]);
      endWaiting();
      this.show(answer, query);
    } catch (error) {
      endWaiting();
      this.showFailure(error);
    }
    if (this.running === running) this.running = null;
  }

  format(): void {
    this.editor.replace(formatQuery(this.editor.text()));
  }

  open(query: string): void {
    this.editor.replace(query);
    void this.run();
    this.form.scrollIntoView({ block: "start" });
  }

  private writeAddress(query: string): void {
    const address = new URL(location.href);
    if (address.searchParams.get("query") === query) return;
    const lang = address.searchParams.get("lang");
    address.search = "";
    address.searchParams.set("query", query);
    if (lang) address.searchParams.set("lang", lang);
    history.pushState(null, "", address);
  }

  /** Tells that a query runs and for how long; what is returned ends that. */
  private wait(): () => void {
    const started = performance.now();
    const time = element("span", { class: "time" });
    const tell = (): void => void (time.textContent = t(`${Math.round((performance.now() - started) / 1000)} 秒`, `${Math.round((performance.now() - started) / 1000)} s`));
    this.runButton.textContent = t("停止", "Stop");
    this.runButton.classList.add("quiet");
    this.place.setAttribute("aria-busy", "true");
    const ticking = window.setInterval(tell, 1000);
    this.runButton.after(time);
    return () => {
      clearInterval(ticking);
      time.remove();
      this.runButton.textContent = t("运行", "Run");
      this.runButton.classList.remove("quiet");
      this.place.removeAttribute("aria-busy");
    };
  }

  private async check(empty = false): Promise<void> {
    clearTimeout(this.timer);
    this.checking?.abort();
    const checking = new AbortController();
    this.checking = checking;
    const query = this.editor.text();
    try {
      const advice = query.trim() ? await check(this.data.check, query, empty, this.locate, checking.signal) : [];
      if (query === this.editor.text()) showAdvice(this.messages, this.editor, advice);
    } catch {
      // A query can be run without having been checked.
    }
  }

  private show(answer: Answer, query: string): void {
    const parameters = new URLSearchParams(location.search);
    const sort = parameters.get("sort") ?? "";
    this.stopAnswer();
    document.querySelector(".server-answer")?.remove();
    this.stopAnswer = drawAnswer(this.place, answer, query, { ...this.data, cells: this.cells, labels: this.labels }, {
      show: (parameters.get("show") ?? "table") as Show,
      sorting: sort ? { column: sort.replace(/^-/, ""), isDescending: sort.startsWith("-") } : null,
      changed: writeShown,
    });
    this.place.hidden = false;
    keepQuery(query, answer.kind === "boolean" ? null : answer.rows.length);
    this.drawHistory();
    if (answer.kind !== "boolean" && !answer.rows.length) void this.check(true);
  }

  private showFailure(error: unknown): void {
    if (error instanceof DOMException && error.name === "AbortError") {
      this.tell(t("已停止。", "Stopped."), "");
    } else if (error instanceof Refused) {
      const [title, advice] = this.data.problems[error.problem.name] ?? [error.problem.title, error.problem.detail];
      this.tell(title, advice);
    } else {
      this.tell(t("服务没有回答。", "The service does not answer."), t("请检查网络，稍后再试。", "Check the network and try again."));
    }
  }

  private tell(title: string, advice: string): void {
    this.stopAnswer();
    this.stopAnswer = () => undefined;
    document.querySelector(".server-answer")?.remove();
    this.place.replaceChildren(element("div", { class: "failure", role: "status" }, element("strong", {}, title), " ", advice));
    this.place.hidden = false;
  }

  drawHistory(): void {
    const place = document.querySelector<HTMLElement>("#history");
    if (place) drawHistory(place, (query) => this.open(query));
  }
}

function writeShown(show: Show, sorting: Sorting | null): void {
  const address = new URL(location.href);
  if (show === "table") address.searchParams.delete("show");
  else address.searchParams.set("show", show);
  if (sorting) address.searchParams.set("sort", `${sorting.isDescending ? "-" : ""}${sorting.column}`);
  else address.searchParams.delete("sort");
  history.replaceState(null, "", address);
}

/** Makes the examples open in the editor, and lets the reader choose between them and the history. */
function prepareAside(page: QueryPage): void {
  const aside = document.querySelector<HTMLElement>(".query-aside");
  const panels = ["#examples", "#history"].map((id) => document.querySelector<HTMLElement>(id));
  if (!aside) return;
  const buttons = [t("例子", "Examples"), t("历史", "History")].map((name) => element("button", { type: "button" }, name));
  const choose = (chosen: number): void => {
    panels.forEach((panel, at) => panel && (panel.hidden = at !== chosen));
    buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(at === chosen)));
  };
  buttons.forEach((button, at) => button.addEventListener("click", () => choose(at)));
  aside.prepend(element("div", { class: "switch", role: "group", "aria-label": t("例子与历史", "Examples and history") }, ...buttons));
  page.drawHistory();
  choose(0);
  aside.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.example") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    page.open(new URL(link.href).searchParams.get("query") ?? "");
  });
}

async function start(form: HTMLFormElement, field: HTMLTextAreaElement, data: Data): Promise<void> {
  const { firstMistake, openEditor } = await import("../query/editor");
  const names = new Names(data.terms, data.search);
  const host = element("div", { class: "editor" });
  let page: QueryPage | null = null;
  field.after(host);
  const editor = openEditor(host, field.value, names, { changed: () => page?.changed(), run: () => void page?.run(), format: () => page?.format() });
  field.hidden = true;
  field.disabled = true;
  form.querySelector<HTMLElement>("label")?.setAttribute("hidden", "");
  const started = new QueryPage(form, editor, data, names, firstMistake);
  page = started;
  const format = element("button", { type: "button", class: "quiet", title: "Shift+Alt+F" }, t("排版", "Format"));
  format.addEventListener("click", () => started.format());
  form.querySelector(".query-bar button")?.after(format);
  form.querySelector<HTMLElement>("#editor-keys")?.removeAttribute("hidden");
  prepareAside(started);
  void names.load().catch(() => undefined);
  await started.restore();
}

const form = document.querySelector<HTMLFormElement>("form.query");
const field = form?.querySelector<HTMLTextAreaElement>("textarea");
const data = document.querySelector<HTMLScriptElement>("#query-page");
if (form && field && data) void start(form, field, JSON.parse(data.textContent ?? "{}") as Data);

