// A filter is applied as soon as it is chosen.
for (const choice of document.querySelectorAll<HTMLSelectElement>(".list-filters select")) {
  choice.addEventListener("change", () => choice.form?.requestSubmit());
}
export {};
