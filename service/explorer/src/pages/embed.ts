// The page with the code to embed a view: a button that copies it.
import { t } from "../parts/language";

const code = document.querySelector<HTMLTextAreaElement>("#code");
const copy = document.querySelector<HTMLButtonElement>("#copy");
const told = document.querySelector<HTMLElement>("#copied");
if (code && copy && told) {
  copy.hidden = false;
  copy.addEventListener("click", () => {
    navigator.clipboard.writeText(code.value).then(
      () => (told.textContent = t("已复制", "Copied")),
      () => {
        code.select(); // without permission the code is chosen, to be copied by hand
        told.textContent = t("已选定，请按 Ctrl+C 复制", "Chosen: press Ctrl+C to copy");
      },
    );
  });
}
