// The address of the page holds all of its state.

/** Writes a change of the address as a new entry of the history, so that Back undoes it. */
export function changeAddress(change: (parameters: URLSearchParams) => void): void {
  const address = new URL(location.href);
  change(address.searchParams);
  if (address.href !== location.href) history.pushState(null, "", address);
}

/** Makes the links below some elements that lead to another state of this page keep a parameter of the address. */
export function keepInLinks(roots: Iterable<Element>, parameter: string, value: string | null): void {
  for (const root of roots) {
    for (const link of root.querySelectorAll<HTMLAnchorElement>('a[href^="?"]:not([data-sentence])')) {
      const parameters = new URLSearchParams(link.getAttribute("href") ?? "");
      if (value) parameters.set(parameter, value);
      else parameters.delete(parameter);
      link.setAttribute("href", `?${parameters}`);
    }
  }
}
