// A network as GEXF 1.3 (https://gexf.net/schema.html), for Gephi.
import type { GraphEdge, GraphNode } from "./triple_network";

type Node = Pick<GraphNode, "id" | "label" | "kind">;

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;" };
// Characters that XML 1.0 cannot hold (2.2, Char).
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const escaped = (text: string): string => text.replace(FORBIDDEN, "\ufffd").replace(/[&<>"\n\r\t]/g, (one) => ESCAPES[one] ?? one);

/** The file: nodes with their label and kind, edges with their label. */
export function asGexf(nodes: Node[], edges: GraphEdge[]): string {
  const node = ({ id, label, kind }: Node): string =>
    `<node id="${escaped(id)}" label="${escaped(label)}"><attvalues><attvalue for="kind" value="${escaped(kind)}"/></attvalues></node>`;
  const edge = ({ id, source, target, label }: GraphEdge): string =>
    `<edge id="${escaped(id)}" source="${escaped(source)}" target="${escaped(target)}" label="${escaped(label)}"/>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
    '<graph defaultedgetype="directed">',
    '<attributes class="node"><attribute id="kind" title="kind" type="string"/></attributes>',
    "<nodes>", ...nodes.map(node), "</nodes>",
    "<edges>", ...edges.map(edge), "</edges>",
    "</graph>",
    "</gexf>",
    "",
  ].join("\n");
}
