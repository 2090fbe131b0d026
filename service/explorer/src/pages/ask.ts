// The page to ask by filling in: the answer that the page came with as a table, a network or a chart, as on the query page.
import { shownInAddress, writeShown } from "../query/address";
import { drawAnswer } from "../query/answer";
import type { Page } from "../query/answer_page";
import { Cells } from "../query/cells";
import { Labels } from "../query/labels";
import { Names } from "../query/completion_terms";
import { takeAnswer } from "../query/run";

interface Data extends Omit<Page, "cells" | "labels" | "graphs"> {
  query: string;
  terms: string;
  search: string;
  base: string;
  root: string;
  lang: string;
  columns: Record<string, string>;
  /** The shortest address of the question. */
  address: string;
}

async function start(data: Data, place: HTMLElement): Promise<void> {
  history.replaceState(history.state, "", data.address);
  const answer = takeAnswer();
  if (!answer?.rows.length) return; // the page tells why
  const names = new Names(data.terms, data.search, data.endpoint);
  const labels = new Labels(data.endpoint, data.base);
  await names.load().catch(() => undefined);
  let stop: () => void = () => undefined;
  const draw = (): void => {
    stop();
    stop = drawAnswer(place, answer, data.query, { ...data, graphs: [], cells: new Cells(names, labels, data), labels }, { ...shownInAddress(), changed });
  };
  draw();
  document.querySelector(".server-answer")?.remove();
  place.hidden = false;
  addEventListener("popstate", draw);
}

/** The form keeps how the answer is shown. */
function changed(...shown: Parameters<typeof writeShown>): void {
  writeShown(...shown);
  const form = document.querySelector<HTMLFormElement>("form.ask");
  const field = form?.querySelector<HTMLInputElement>("input[name=show]") ?? document.createElement("input");
  Object.assign(field, { type: "hidden", name: "show", value: shown[0] });
  form?.prepend(field);
}

const data = document.querySelector<HTMLScriptElement>("#query-page");
const place = document.querySelector<HTMLElement>("#answer");
if (data && place) void start(JSON.parse(data.textContent ?? "{}") as Data, place);
