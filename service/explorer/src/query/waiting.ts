// What the query page shows while a query runs.
import { element } from "../parts/dom";
import { t } from "../parts/language";

/** Tells that a query runs and for how long: the button stops it. Gives what ends the waiting. */
export function showWaiting(button: HTMLButtonElement, place: HTMLElement): () => void {
  const started = performance.now();
  const time = element("span", { class: "time" });
  const tell = (): void => {
    const seconds = Math.round((performance.now() - started) / 1000);
    time.textContent = t(`${seconds} 秒`, `${seconds} s`);
  };
  button.textContent = t("停止", "Stop");
  button.classList.add("quiet");
  place.setAttribute("aria-busy", "true");
  const ticking = window.setInterval(tell, 1000);
  button.after(time);
  return () => {
    clearInterval(ticking);
    time.remove();
    button.textContent = t("运行", "Run");
    button.classList.remove("quiet");
    place.removeAttribute("aria-busy");
  };
}
