// Places in a query: the service counts code points, the editor UTF-16 units.

/** The place in UTF-16 units of a line and a column, both from 1, where columns count code points. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at++) start = text.indexOf("\n", start) + 1 || text.length;
  const before = [...text.slice(start)].slice(0, column - 1).join("");
  return Math.min(start + before.length, text.length);
}
