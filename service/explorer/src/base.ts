// What every page has: the choice of theme, suggestions in the search field, `/` to get there, and the link to embed it.
import { sentencePanel } from "./parts/sentence_panel";
import { suggestIn } from "./parts/suggest";

function chooseTheme(button: HTMLButtonElement): void {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = (): boolean => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const tell = (): void => button.setAttribute("aria-pressed", String(isDark()));
  button.hidden = false;
  tell();
  system.addEventListener("change", tell);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // Where storage is refused, the choice holds for this page.
    }
    tell();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

const button = document.querySelector<HTMLButtonElement>("#theme");
if (button) chooseTheme(button);

const fields = [...document.querySelectorAll<HTMLInputElement>("input[data-suggest]")];
fields.forEach(suggestIn);

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  const field = fields.find((one) => one.offsetParent !== null);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// Scripts change the address of a page without loading it, and what is embedded is what is seen.
document.querySelector<HTMLAnchorElement>("a[data-embed]")?.addEventListener("click", ({ currentTarget }) => {
  if (!(currentTarget instanceof HTMLAnchorElement)) return;
  const address = new URL(currentTarget.href);
  address.searchParams.set("url", location.href);
  currentTarget.href = address.href;
});

sentencePanel()?.listen(document);
