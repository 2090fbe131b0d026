// Where a mistake of grammar is: the endpoint does not always tell, the parser of the editor does.
import { SparqlLanguage } from "codemirror-lang-sparql";

/** The first place that the grammar does not allow; `from` equals `to` where something is missing. Null where there is none. */
export function firstMistake(text: string): { from: number; to: number } | null {
  let found: { from: number; to: number } | null = null;
  SparqlLanguage.parser.parse(text).iterate({
    enter(node) {
      if (node.type.isError && !found) found = { from: node.from, to: node.to };
      return !found;
    },
  });
  return found;
}
