// A query as a link and as programs that ask it.

export interface Snippet {
  name: string;
  text: string;
}

const shell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A string of Python: in three quotation marks, so that lines stay lines. */
function python(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
  return `"""${escaped.replace(/"$/, '\\"')}"""`;
}

const r = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** The ways to use a query elsewhere. holds: what its result is. */
export function snippetsOf(query: string, endpoint: string, page: string, holds: "table" | "graph"): Snippet[] {
  const isTable = holds === "table";
  const format = isTable ? "csv" : "turtle";
  const link = { name: "URL", text: page };
  const curl = { name: "curl", text: `curl -sG ${shell(endpoint)} \\\n  -d format=${format} \\\n  --data-urlencode query=${shell(query)}` };
  const client = `from SPARQLWrapper import ${isTable ? "JSON" : "TURTLE"}, SPARQLWrapper\n\nclient = SPARQLWrapper("${endpoint}", returnFormat=${isTable ? "JSON" : "TURTLE"})\nclient.setQuery(${python(query)})\n`;
  const rows = `for row in client.queryAndConvert()["results"]["bindings"]:\n    print({name: term["value"] for name, term in row.items()})`;
  const wrapper = { name: "Python", text: client + (isTable ? rows : "print(client.queryAndConvert().decode())") };
  if (!isTable) return [link, curl, wrapper];
  const pandas = {
    name: "pandas",
    text: `from urllib.parse import urlencode\n\nimport pandas as pd\n\nquery = ${python(query)}\ntable = pd.read_csv("${endpoint}?" + urlencode({"format": "csv", "query": query}))\nprint(table)`,
  };
  const inR = {
    name: "R",
    text: `query <- ${r(query)}\naddress <- paste0("${endpoint}?format=csv&query=", URLencode(query, reserved = TRUE))\ntable <- read.csv(address, encoding = "UTF-8")\nprint(table)`,
  };
  return [link, curl, wrapper, pandas, inR];
}
