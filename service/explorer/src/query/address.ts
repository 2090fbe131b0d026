// The address of the page: the query, how its answer is shown, and the column by which it is sorted.
import { changeAddress } from "../parts/address";
import type { Show } from "./answer_page";
import type { Sorting } from "./table";

/** Writes a query into the address; how the answer before was shown is no longer in it. */
export function writeQuery(query: string): void {
  changeAddress((parameters) => {
    if (parameters.get("query") === query) return;
    parameters.set("query", query);
    parameters.delete("show");
    parameters.delete("sort");
  });
}

/** Writes how an answer is shown and sorted into the address. */
export function writeShown(show: Show, sorting: Sorting | null): void {
  changeAddress((parameters) => {
    if (show === "table") parameters.delete("show");
    else parameters.set("show", show);
    if (sorting) parameters.set("sort", `${sorting.isDescending ? "-" : ""}${sorting.column}`);
    else parameters.delete("sort");
  });
}

/** How the address asks to show an answer. */
export function shownInAddress(): { show: Show; sorting: Sorting | null } {
  const parameters = new URLSearchParams(location.search);
  const sort = parameters.get("sort");
  return {
    show: (parameters.get("show") ?? "table") as Show,
    sorting: sort ? { column: sort.replace(/^-/, ""), isDescending: sort.startsWith("-") } : null,
  };
}
