// Elements made in one call.

type Attributes = Record<string, string | undefined>;
type Child = Node | string | null | undefined;

/** An element with attributes, those that are undefined or empty left out, and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...children.filter((child): child is Node | string => child !== null && child !== undefined));
  return made;
}
