// Places in rings around the centre, for networks too large for a layout by forces. Distance from the centre is the
// number of steps; what hangs on the same thing stands side by side.

export interface Place {
  x: number;
  y: number;
}

type Link = { source: string; target: string };

const APART = 46; // between neighbours on a ring
const STEP = 70; // between rings

/** Each thing by its number of steps from the centre, then by the thing that it was reached from; the rest comes last. */
function inOrder(centre: string, nodes: string[], edges: Link[]): string[][] {
  const beside = new Map<string, string[]>(nodes.map((node) => [node, []]));
  for (const { source, target } of edges) {
    beside.get(source)?.push(target);
    beside.get(target)?.push(source);
  }
  const reached = new Set([centre]);
  const steps = [[centre]];
  for (let last = steps[0] ?? []; last.length; ) {
    const next: string[] = [];
    for (const node of last) {
      for (const other of beside.get(node) ?? []) {
        if (reached.has(other)) continue;
        reached.add(other);
        next.push(other);
      }
    }
    if (next.length) steps.push(next);
    last = next;
  }
  const rest = nodes.filter((node) => !reached.has(node));
  return rest.length ? [...steps, rest] : steps;
}

/** The place of each thing. A step with more things than a ring holds takes several rings. */
export function rings(centre: string, nodes: string[], edges: Link[]): Map<string, Place> {
  const places = new Map<string, Place>();
  let radius = 0;
  for (const step of inOrder(centre, nodes, edges)) {
    for (let done = 0; done < step.length; radius += STEP) {
      const room = radius ? Math.floor((2 * Math.PI * radius) / APART) : 1;
      const ring = step.slice(done, done + room);
      ring.forEach((node, place) => {
        const angle = (2 * Math.PI * place) / ring.length - Math.PI / 2;
        places.set(node, { x: radius * Math.cos(angle), y: radius * Math.sin(angle) });
      });
      done += ring.length;
    }
    radius += STEP;
  }
  return places;
}
