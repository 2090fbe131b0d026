// The RDF terms of an answer.
export interface RdfTerm {
  type: "uri" | "literal" | "bnode" | "triple";
  value: string;
  lang: string;
  datatype: string;
}

export type Row = (RdfTerm | null)[];
