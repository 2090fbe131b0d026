// 原文: choosing words shows their claims beside the text without a new page; the address says what is shown.
// Without this script each choice is a link to the same view.

const reader = document.querySelector<HTMLElement>(".reader");
const WAIT = 160; // milliseconds that somebody points at words before their claims are shown

function start(root: HTMLElement): void {
  const panels = new Map<string, string>();
  const segments = [...root.querySelectorAll<HTMLElement>(".paper-text [data-span]")];
  const words = segments.filter((segment) => segment.dataset.at);
  let wish = 0;
  let timer = 0;

  const shownAt = (): string => new URL(location.href).searchParams.get("at") ?? "";

  const load = async (at: string): Promise<string> => {
    const known = panels.get(at);
    if (known) return known;
    const url = new URL(location.href);
    url.pathname += "/claims";
    url.hash = "";
    if (at) url.searchParams.set("at", at);
    else url.searchParams.delete("at");
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    const text = await response.text();
    panels.set(at, text);
    return text;
  };

  const draw = async (at: string): Promise<void> => {
    const own = ++wish;
    const text = await load(at);
    const old = root.querySelector<HTMLElement>("#panel");
    const drawn = new DOMParser().parseFromString(text, "text/html").querySelector<HTMLElement>("#panel");
    if (own !== wish || !old || !drawn) return;
    drawn.setAttribute("aria-live", "polite");
    old.replaceWith(drawn);
  };

  const mark = (at: string): HTMLElement[] => {
    const [from, to] = at.split("-").map(Number);
    const inside = segments.filter((segment) => {
      const [start = 0, end = 0] = (segment.dataset.span ?? "").split("-").map(Number);
      return at !== "" && start >= (from ?? 0) && end <= (to ?? 0);
    });
    for (const segment of segments) {
      segment.classList.toggle("here", inside.includes(segment));
      if (inside.includes(segment)) segment.setAttribute("aria-current", "true");
      else segment.removeAttribute("aria-current");
    }
    return inside;
  };

  const isSeen = (element: HTMLElement): boolean => {
    const box = element.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight * (innerWidth < 960 ? 0.5 : 1);
  };

  const show = async (at: string, { scroll = true } = {}): Promise<void> => {
    const [first] = mark(at);
    await draw(at);
    if (first && scroll && !isSeen(first)) first.scrollIntoView({ block: innerWidth < 960 ? "start" : "center" });
  };

  const pin = (at: string): void => {
    const url = new URL(location.href);
    if (at) url.searchParams.set("at", at);
    else url.searchParams.delete("at");
    url.hash = "";
    if (url.href !== location.href) history.pushState(null, "", url);
    clearTimeout(timer);
    void show(at);
  };

  const colour = (name: string): void => {
    root.className = `reader colour-${name}`;
    const poster = root.querySelector<HTMLAnchorElement>(".poster-link");
    if (poster) {
      const address = new URL(poster.href);
      address.searchParams.set("colour", name);
      poster.href = address.href;
    }
    for (const link of root.querySelectorAll<HTMLElement>(".switch [data-colour]")) {
      if (link.dataset.colour === name) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  root.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button || !(event.target instanceof Element)) return;
    const link = event.target.closest<HTMLAnchorElement>("a[data-at], a[data-colour]");
    if (!link || new URL(link.href).pathname !== location.pathname || getSelection()?.type === "Range") return;
    event.preventDefault();
    if (link.dataset.colour) {
      const url = new URL(location.href);
      url.searchParams.set("colour", link.dataset.colour);
      history.pushState(null, "", url);
      colour(link.dataset.colour);
    } else pin(link.dataset.at ?? "");
  });

  const preview = (event: Event): void => {
    const at = event.target instanceof HTMLElement ? event.target.dataset.at : undefined;
    if (!at || !words.includes(event.target as HTMLElement)) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void draw(at), WAIT);
  };
  const restore = (event: Event): void => {
    if (!(event.target instanceof HTMLElement) || !words.includes(event.target)) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void draw(shownAt()), WAIT);
  };
  for (const kind of ["pointerover", "focusin"]) root.addEventListener(kind, preview);
  for (const kind of ["pointerout", "focusout"]) root.addEventListener(kind, restore);

  addEventListener("popstate", () => {
    void show(shownAt());
    colour(new URL(location.href).searchParams.get("colour") ?? "density");
  });

  // The words of the text are one stop of Tab; arrows lead from one to the next.
  const enter = words.find((segment) => segment.matches(".here")) ?? words[0];
  for (const segment of words) segment.tabIndex = segment === enter ? 0 : -1;
  root.addEventListener("focusin", (event) => {
    if (!words.includes(event.target as HTMLElement)) return;
    for (const segment of words) segment.tabIndex = segment === event.target ? 0 : -1;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shownAt() && !event.defaultPrevented) return pin("");
    const place = words.indexOf(document.activeElement as HTMLElement);
    if (place < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = step && words[place + step];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    if (!isSeen(next)) next.scrollIntoView({ block: "center" });
  });

  followContents(root);
  const first = segments.find((segment) => segment.matches(".here"));
  if (first && !isSeen(first)) first.scrollIntoView({ block: innerWidth < 960 ? "start" : "center" });
}

/** Marks in the contents the clause that is read. */
function followContents(root: HTMLElement): void {
  const links = new Map(
    [...root.querySelectorAll<HTMLAnchorElement>(".contents a")].map((link) => [link.hash.slice(1), link] as const),
  );
  const lines = [...links.keys()].map((id) => document.getElementById(id)).filter((line) => line !== null);
  const nav = root.querySelector<HTMLElement>(".reader-contents");
  const tell = (): void => {
    const above = lines.filter((line) => line.getBoundingClientRect().top < innerHeight / 3);
    const current = links.get((above.at(-1) ?? lines[0])?.id ?? "");
    for (const link of links.values()) if (link !== current) link.removeAttribute("aria-current");
    current?.setAttribute("aria-current", "location");
    if (!current || !nav) return;
    const [inner, outer] = [current.getBoundingClientRect(), nav.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) nav.scrollTop += inner.top - outer.top - outer.height / 3;
  };
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        tell();
      });
    },
    { passive: true },
  );
  tell();
}

if (reader) start(reader);
