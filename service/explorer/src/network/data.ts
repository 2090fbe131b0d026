// What the server tells of one thing and its neighbours; service/pages/explore_cytoscape.py documents it.
import type { Sentence } from "../parts/sentence_panel";

export interface NodeData {
  id: string;
  label: string;
  kind: string;
  kind_name: string;
  change: string;
}

export interface EdgeData {
  id: string;
  source: string;
  target: string;
  label: string;
  origin: string;
  group: string;
}

export interface GroupData {
  key: string;
  name: string;
  incoming: boolean;
  total: number;
}

export interface Surroundings {
  centre: string;
  nodes: NodeData[];
  edges: EdgeData[];
  groups: GroupData[];
  sentences: Sentence[];
}

/** Reads the surroundings of a thing with the filters of the page; with a group all of its neighbours. */
export async function readSurroundings(base: string, id: string, group = ""): Promise<Surroundings> {
  const address = new URL(`${base}${id.split("/").map(encodeURIComponent).join("/")}`, location.href);
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (!["edge", "open", "view", "hide", "depth"].includes(name)) address.searchParams.append(name, value);
  }
  address.searchParams.set("format", "json");
  if (group) address.searchParams.append("open", group);
  const response = await fetch(address, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return (await response.json()) as Surroundings;
}
