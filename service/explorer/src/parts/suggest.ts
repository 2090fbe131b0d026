// Suggestions below a search field: an ARIA combobox with a list (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
import { element } from "./dom";

interface Candidate {
  thing: { url: string; zh: string; en: string };
  type: string;
  match: { name: string };
}

const WAIT = 120; // milliseconds without a key before names are asked for
const MOST = 8;
const language = document.documentElement.lang;
let count = 0;

async function ask(address: string, text: string, signal: AbortSignal): Promise<Candidate[]> {
  const url = new URL(address, location.href);
  url.searchParams.set("q", text);
  url.searchParams.set("limit", String(MOST));
  const response = await fetch(url, { signal, headers: { accept: "application/json" } });
  return response.ok ? ((await response.json()) as { candidates: Candidate[] }).candidates : [];
}

/** What tells a zone from a plate of the same name. */
function drawBadge(type: string): HTMLElement | null {
  const badges: Record<string, [string, string, string]> = { Zone: ["zone", "区", "Z"], Plate: ["plate", "牌", "P"] };
  const badge = badges[type];
  return badge ? element("span", { class: `badge ${badge[0]}` }, language === "zh" ? badge[1] : badge[2]) : null;
}

function drawOption(candidate: Candidate, id: string): HTMLElement {
  const { zh, en } = candidate.thing;
  const [name, lang] = (language === "zh" && zh) || !en ? [zh, "zh"] : [en, "en"];
  const other = candidate.match.name === name ? null : element("small", {}, candidate.match.name);
  return element(
    "li",
    { role: "option", id, "aria-selected": "false", "data-href": candidate.thing.url },
    drawBadge(candidate.type),
    element("span", { lang: lang === language ? "" : lang }, name || candidate.match.name),
    " ",
    other,
  );
}

/** Offers names below a field while somebody types; Enter without a choice sends the form as ever. */
export function suggestIn(field: HTMLInputElement): void {
  const address = field.dataset.suggest;
  if (!address || !field.parentElement) return;
  const own = ++count;
  const list = element("ul", { role: "listbox", class: "suggestions", id: `suggestions-${own}` });
  list.setAttribute("aria-label", field.getAttribute("aria-label") ?? "");
  list.hidden = true;
  field.parentElement.append(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);
  let chosen = -1;
  let timer = 0;
  let asking: AbortController | null = null;

  const close = (): void => {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const choose = (place: number): void => {
    const options = [...list.children];
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = (place + options.length) % options.length;
    const option = options[chosen];
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };

  const offer = async (): Promise<void> => {
    asking?.abort();
    const text = field.value.trim();
    if (!text) return close();
    asking = new AbortController();
    try {
      const found = await ask(address, text, asking.signal);
      if (!found.length || document.activeElement !== field) return close();
      list.replaceChildren(...found.map((candidate, place) => drawOption(candidate, `suggestion-${own}-${place}`)));
      chosen = -1;
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) close();
    }
  };

  field.addEventListener("input", (event) => {
    if (event instanceof InputEvent && event.isComposing) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void offer(), WAIT);
  });
  field.addEventListener("compositionend", () => void offer());
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      const href = list.children[chosen]?.getAttribute("data-href");
      if (!href) return;
      event.preventDefault();
      location.assign(href);
    }
  });
  list.addEventListener("pointerdown", (event) => {
    const href = event.target instanceof Element ? event.target.closest("[data-href]")?.getAttribute("data-href") : null;
    if (!href) return;
    event.preventDefault();
    location.assign(href);
  });
}
