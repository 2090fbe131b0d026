(() => {
  // Removes what is like two elements before it, so that axe, which takes seconds for a thousand, reads few of a sort.
  // Elements are alike where they and all elements around them have the same tags, classes, roles and states.
  const OFTEN = 2;
  const values = /^(class|role|type|lang|scope|tabindex|aria-(?!label|describedby|controls|owns|details).*)$/;
  const kinds = new Map();
  const name = (element, around) => {
    const attributes = [...element.attributes].map(({ name, value }) => (values.test(name) ? `${name}=${value}` : name));
    const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const kind = `${around} > ${element.localName}[${attributes.sort()}]${hasText}`;
    kinds.set(element, kind);
    for (const child of element.children) name(child, kind);
  };
  name(document.body, "");

  const references = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details"];
  const ids = references.flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].flatMap((element) => element.getAttribute(name).split(/\s+/)),
  );
  const needed = new Set();
  for (const id of [...ids, ...[...document.querySelectorAll(".skip")].map((link) => link.hash.slice(1))])
    for (let element = document.getElementById(id); element; element = element.parentElement) needed.add(element);

  const named = "a, button, h1, h2, h3, h4, h5, h6, label, select, summary, td, th"; // by what is in them
  const seen = new Map();
  const isNew = (element) => (seen.get(kinds.get(element)) ?? 0) < OFTEN || [...element.children].some(isNew);
  const thin = (element) => {
    const isCell = element.parentElement.localName === "tr"; // a row has a cell for each column
    const isPart = element.parentElement.closest(named);
    if (!isCell && !isPart && !needed.has(element) && !isNew(element)) {
      element.remove();
      return;
    }
    seen.set(kinds.get(element), (seen.get(kinds.get(element)) ?? 0) + 1);
    for (const child of [...element.children]) thin(child);
  };
  for (const element of [...document.body.children]) thin(element);
})()
