// The query page: the editor takes the place of the text field, answers come without a new page, and the address holds
// the query, the way it is shown and the order of the rows.
import { element } from "../parts/dom";
import { t } from "../parts/language";
import { prepareAside } from "../query/aside";
import { drawAnswer } from "../query/answer";
import { Cells } from "../query/cells";
import { check, type Locate } from "../query/advice";
import type { QueryEditor } from "../query/editor";
import { formatQuery } from "../query/format";
import { shownInAddress, writeQuery, writeShown } from "../query/address";
import { drawHistory } from "../query/history_list";
import { Labels } from "../query/labels";
import { showAdvice } from "../query/advice_list";
import { Names } from "../query/completion_terms";
import { keepQuery } from "../query/history";
import { showWaiting } from "../query/waiting";
import { ask, graphsOfAddress, Refused, takeAnswer, type Answer } from "../query/run";

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

const QUIET = 600; // milliseconds without a change before a query is checked

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
  /** The text in which the last check found a mistake; it is not sent. */
  private mistaken: string | null = null;
  private endWaiting: () => void = () => undefined;
  private shown: { query: string; answer: Answer } | null = null;

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
    const given = takeAnswer();
    if (given) await this.showGiven(given, query);
    else if (this.shown?.query === query) this.show(this.shown.answer, query);
    else if (document.querySelector(".problem.server-answer")) await this.checkRefused();
    else await this.run(false);
  }

  /** Shows the answer that the page came with. */
  private async showGiven(answer: Answer, query: string): Promise<void> {
    void this.check();
    await this.names.load().catch(() => undefined);
    if (!this.running) this.finish(answer, query);
  }

  /** Shows a new answer, and keeps its query in the history. */
  private finish(answer: Answer, query: string): void {
    this.show(answer, query);
    keepQuery(query, answer.kind === "boolean" ? null : answer.rows.length);
    this.drawHistory();
  }

  /** Tells why the server has no answer to the query of the address, in the place of the server. */
  private async checkRefused(): Promise<void> {
    await this.check();
    if (!this.messages.hidden) document.querySelector(".server-answer")?.remove();
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
    this.endWaiting();
    const running = new AbortController();
    this.running = running;
    if (isNew) writeQuery(query);
    if (this.mistaken === query) return this.refuse();
    this.endWaiting = showWaiting(this.runButton, this.place);
    void this.check();
    let end: () => void;
    try {
      const [answer] = await Promise.all([ask(this.data.endpoint, query, graphsOfAddress(), running.signal), this.names.load().catch(() => undefined)]);
      end = () => this.finish(answer, query);
    } catch (error) {
      end = () => this.showFailure(error);
    }
    if (this.running !== running) return; // another query was started
    this.running = null;
    this.endWaiting();
    end();
  }

  format(): void {
    this.editor.replace(formatQuery(this.editor.text()));
  }

  open(query: string): void {
    this.editor.replace(query);
    void this.run();
    this.form.scrollIntoView({ block: "start" });
  }

  private async check(empty = false): Promise<void> {
    clearTimeout(this.timer);
    this.checking?.abort();
    const checking = new AbortController();
    this.checking = checking;
    const query = this.editor.text();
    try {
      const advice = query.trim() ? await check(this.data.check, query, empty, this.locate, checking.signal) : [];
      if (query !== this.editor.text()) return;
      this.mistaken = advice.some(({ kind }) => kind === "error") ? query : null;
      showAdvice(this.messages, this.editor, advice);
    } catch {
      // A query can be run without having been checked.
    }
  }

  private show(answer: Answer, query: string): void {
    this.stopAnswer();
    document.querySelector(".server-answer")?.remove();
    this.stopAnswer = drawAnswer(this.place, answer, query, { ...this.data, graphs: graphsOfAddress(), cells: this.cells, labels: this.labels }, {
      ...shownInAddress(),
      changed: writeShown,
    });
    this.place.hidden = false;
    this.shown = { query, answer };
    if (answer.kind !== "boolean" && !answer.rows.length && !graphsOfAddress().length) void this.check(true);
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

  /** Tells that a query is not sent because of the mistake that is shown above. */
  private refuse(): void {
    this.running = null;
    const [title, advice] = this.data.problems["query-rejected"] ?? ["", ""];
    this.tell(title, advice);
    this.messages.querySelector<HTMLElement>("button")?.focus();
  }

  private tell(title: string, advice: string): void {
    this.stopAnswer();
    this.stopAnswer = () => undefined;
    this.shown = null;
    document.querySelector(".server-answer")?.remove();
    this.place.replaceChildren(element("div", { class: "failure", role: "status" }, element("strong", {}, title), " ", advice));
    this.place.hidden = false;
  }

  drawHistory(): void {
    const place = document.querySelector<HTMLElement>("#history");
    if (place) drawHistory(place, (query) => this.open(query));
  }
}

async function start(form: HTMLFormElement, field: HTMLTextAreaElement, data: Data): Promise<void> {
  const { firstMistake, openEditor } = await import("../query/editor");
  const names = new Names(data.terms, data.search, data.endpoint);
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
  prepareAside((query) => started.open(query));
  started.drawHistory();
  void names.load().catch(() => undefined);
  await started.restore();
}

const form = document.querySelector<HTMLFormElement>("form.query");
const field = form?.querySelector<HTMLTextAreaElement>("textarea");
const data = document.querySelector<HTMLScriptElement>("#query-page");
if (form && field && data) void start(form, field, JSON.parse(data.textContent ?? "{}") as Data);

