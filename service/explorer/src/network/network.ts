// The free network, loaded on demand: expand by relation, collapse, pin, filter by kind, legend. The list below it has
// the same content, and is its keyboard interface.
import cytoscape, { type Core, type EdgeSingular, type NodeSingular } from "cytoscape";
import { changeAddress } from "../parts/address";
import { element } from "../parts/dom";
import { t } from "../parts/language";
import type { SentencePanel } from "../parts/sentence_panel";
import { prepareFiles } from "./files";
import { arrangeByForces, placed } from "./forces";
import { nameWhatIsNear } from "./labels";
import { drawLegend, hiddenKinds } from "./legend";
import { type Place, rings } from "./rings";
import { type EdgeData, type GroupData, readSurroundings, type Surroundings } from "./data";
import { styleSheet } from "./style";

const LABELLED = 24; // edges; of more, only those of the chosen node have labels
const LARGE = 600; // nodes and edges; of more, things stand in rings, because a layout by forces takes seconds

class Network {
  private readonly cy: Core;
  private readonly box = element("div", { class: "node-box", "aria-live": "polite" });
  private readonly legend = element("ul", { class: "legend", "aria-label": t("图例与筛选", "Legend and filter") });
  private readonly chooser = element("select", { "aria-label": t("选择一个点", "Choose a node") });
  private readonly base: string;
  private isLarge: boolean;
  private radius = 0;

  constructor(
    place: HTMLElement,
    private readonly panel: SentencePanel,
    private readonly start: Surroundings,
  ) {
    this.base = new URL(document.querySelector<HTMLElement>("#view")?.dataset.here ?? "", location.href).pathname.slice(0, -start.centre.length);
    const canvas = element("div", { class: "canvas", role: "img", "aria-label": place.dataset.label });
    place.append(this.drawBar(), canvas, this.legend, this.box);
    place.hidden = false;
    const large = start.nodes.length + start.edges.length > LARGE;
    // A large network is drawn as one picture while it is moved, with the pixels of CSS.
    const fast = large ? { textureOnViewport: true, hideEdgesOnViewport: true, pixelRatio: 1 } : {};
    this.isLarge = large;
    this.cy = cytoscape({ container: canvas, style: styleSheet(large), minZoom: 0.02, maxZoom: 4, ...fast });
    if (large) nameWhatIsNear(this.cy);
    this.cy.on("select", "node", (event) => void this.chooseNode(event.target as NodeSingular));
    this.cy.on("select", "edge", (event) => void this.chooseEdge(event.target as EdgeSingular));
    this.cy.on("mouseover", "edge", (event) => {
      if (this.panel.has(String(event.target.id()))) this.panel.preview(String(event.target.id()));
      event.target.addClass("pointed");
    });
    this.cy.on("mouseout", "edge", (event) => {
      this.panel.preview(null);
      event.target.removeClass("pointed");
    });
    this.box.append(element("p", { class: "note" }, t("选择一个点，按关系展开；选择一条线，看它的原文。", "Choose a node to expand it by relation, or a line to see its sentence.")));
    this.box.hidden = false;
    this.add(start);
    this.cy.getElementById(start.centre).addClass("subject");
    prepareFiles(this.cy);
    panel.onPin((pinned) => this.mark(pinned));
    addEventListener("popstate", () => void this.restore());
    const recolour = (): void => void this.cy.style(styleSheet(this.isLarge));
    new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  }

  /** Shows what the address asks for: groups that are open, kinds that are hidden, and the pinned sentence. */
  async restore(): Promise<void> {
    const parameters = new URLSearchParams(location.search);
    const wanted = new Set(parameters.getAll("open").filter((one) => one.includes("|")));
    const now = new Set(this.cy.edges().map((edge) => String(edge.data("opened") ?? "")).filter(Boolean));
    for (const one of now) if (!wanted.has(one)) this.remove(one);
    for (const one of wanted) if (!now.has(one)) await this.load(one);
    this.hide(hiddenKinds());
    this.arrange(false);
    this.mark(parameters.get("edge"));
    this.cy.one("render", () => performance.mark("network-drawn"));
  }

  private add(found: Surroundings, opened = ""): void {
    const group = opened.split("|")[1];
    const edges = found.edges.filter((edge) => (!group || edge.group === group) && !this.cy.getElementById(edge.id).length);
    const ends = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
    const nodes = found.nodes.filter((node) => (!group || ends.has(node.id)) && !this.cy.getElementById(node.id).length);
    this.panel.add(found.sentences);
    const at = this.cy.getElementById(found.centre).length ? this.cy.getElementById(found.centre).position() : { x: 0, y: 0 };
    const incoming = new Set(edges.map((edge) => edge.source));
    const sides = [nodes.filter(({ id }) => incoming.has(id)), nodes.filter(({ id }) => !incoming.has(id))];
    const added = sides.flatMap((side, right) => side.map((data, place) => placed(data, opened, at, place / side.length, right, found.centre)));
    if (this.isLarge) {
      const places = this.findPlaces(nodes.map(({ id }) => id), edges);
      for (const node of added) node.position = places.get(String(node.data.id)) ?? at;
    }
    this.cy.add([...added, ...edges.map((data) => ({ group: "edges" as const, data: { ...data, opened } }))]);
    this.drawChooser();
    this.drawLegend();
  }

  private async load(opened: string): Promise<void> {
    const [id = "", group = ""] = opened.split("|");
    this.add(await readSurroundings(this.base, id, group), opened);
  }

  private remove(opened: string): void {
    this.cy.remove(this.cy.edges().filter((edge) => edge.data("opened") === opened));
    this.cy.remove(this.cy.nodes().filter((node) => node.degree(false) === 0 && node.id() !== this.start.centre));
    this.drawChooser();
    this.drawLegend();
  }

  private arrange(fresh: boolean): void {
    const isLarge = this.cy.elements().length > LARGE;
    if (isLarge !== this.isLarge) this.cy.style(styleSheet(isLarge));
    this.isLarge = isLarge;
    if (isLarge) {
      const places = this.findPlaces(this.cy.nodes().map((node) => node.id()), this.cy.edges().map((edge) => edge.data() as EdgeData));
      const moved = this.cy.nodes().filter((node) => node.position().x !== places.get(node.id())?.x);
      this.cy.batch(() => void moved.positions((node) => places.get(node.id()) ?? { x: 0, y: 0 }));
      this.showAll();
      return;
    }
    this.cy.edges().toggleClass("quiet", this.cy.edges().length > LABELLED);
    arrangeByForces(this.cy, fresh);
  }

  /** The places of things in rings. */
  private findPlaces(nodes: string[], edges: EdgeData[]): Map<string, Place> {
    const places = rings(this.start.centre, nodes, edges);
    this.radius = Math.max(...[...places.values()].map(({ x, y }) => Math.hypot(x, y)));
    return places;
  }

  /** Shows the whole network. The rings are known; to find the bounds of thousands of things takes seconds. */
  private showAll(): void {
    if (!this.isLarge) return void this.cy.fit(undefined, 30);
    const [width, height] = [this.cy.width(), this.cy.height()];
    this.cy.viewport({ zoom: Math.min(width, height) / (2 * this.radius + 100), pan: { x: width / 2, y: height / 2 } });
  }

  private mark(pinned: string | null): void {
    this.cy.edges(":selected").unselect();
    if (pinned) this.cy.getElementById(pinned).select();
  }

  /** Pins the sentence of an edge; that of a far one is asked for first. */
  private async chooseEdge(edge: EdgeSingular): Promise<void> {
    if (!this.panel.has(edge.id())) {
      const found = await readSurroundings(this.base, edge.source().id(), String(edge.data("group")));
      this.panel.add(found.sentences);
    }
    if (this.panel.has(edge.id())) this.panel.pin(edge.id());
  }

  private async chooseNode(node: NodeSingular): Promise<void> {
    this.cy.edges().removeClass("near");
    node.connectedEdges().addClass("near");
    this.chooser.value = node.id();
    const found = await readSurroundings(this.base, node.id());
    this.panel.add(found.sentences);
    const link = element("a", { href: `${this.base}${node.id()}` }, t("以此为中心", "Centre on it"));
    const pin = element("button", { type: "button", class: "quiet" }, node.locked() ? t("松开", "Unpin") : t("固定位置", "Pin its place"));
    pin.addEventListener("click", () => {
      if (node.locked()) node.unlock();
      else node.lock();
      pin.textContent = node.locked() ? t("松开", "Unpin") : t("固定位置", "Pin its place");
    });
    this.box.replaceChildren(
      element("h3", {}, String(node.data("label")), " ", element("small", {}, String(node.data("kind_name")))),
      element("p", {}, ...found.groups.map((group) => this.drawExpander(node.id(), group))),
      element("p", {}, link, pin),
    );
  }

  private drawExpander(id: string, group: GroupData): HTMLElement {
    const opened = `${id}|${group.key}`;
    const isOpen = (): boolean => new URLSearchParams(location.search).getAll("open").includes(opened);
    const tell = (): string => `${isOpen() ? "−" : "+"} ${group.incoming ? "←" : "→"} ${group.name} ${group.total}`;
    const button = element("button", { type: "button", class: "quiet", "aria-pressed": String(isOpen()) }, tell());
    button.addEventListener("click", () => {
      changeAddress((parameters) => (isOpen() ? parameters.delete("open", opened) : parameters.append("open", opened)));
      button.setAttribute("aria-pressed", String(isOpen()));
      button.textContent = tell();
      void this.restore();
    });
    return button;
  }

  private drawBar(): HTMLElement {
    const make = (text: string, run: () => void): HTMLElement => {
      const button = element("button", { type: "button", class: "quiet" }, text);
      button.addEventListener("click", run);
      return button;
    };
    const zoom = (by: number): void => void this.cy.zoom({ level: this.cy.zoom() * by, renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } });
    this.chooser.addEventListener("change", () => {
      this.cy.nodes(":selected").unselect();
      this.cy.getElementById(this.chooser.value).select();
    });
    return element(
      "div",
      { class: "bar" },
      this.chooser,
      make(t("放大", "Zoom in"), () => zoom(1.3)),
      make(t("缩小", "Zoom out"), () => zoom(1 / 1.3)),
      make(t("全图", "Fit"), () => this.showAll()),
      make(t("重新排列", "Arrange anew"), () => this.arrange(true)),
    );
  }

  /** Offers all nodes by name, so that each can be chosen and expanded by keyboard. */
  private drawChooser(): void {
    const chosen = this.chooser.value;
    const nodes = this.cy.nodes().map((node) => [node.id(), String(node.data("label"))] as const);
    const { compare } = new Intl.Collator();
    const options = nodes.sort(([, one], [, other]) => compare(one, other)).map(([id, label]) => element("option", { value: id }, label));
    this.chooser.replaceChildren(new Option(t("选择一个点…", "Choose a node…"), ""), ...options);
    this.chooser.value = nodes.some(([id]) => id === chosen) ? chosen : "";
  }

  private drawLegend(): void {
    drawLegend(this.legend, this.cy.nodes(), () => this.hide(hiddenKinds()));
  }

  private hide(kinds: Set<string>): void {
    const hidden = this.cy.nodes().filter((node) => kinds.has(String(node.data("kind"))) && node.id() !== this.start.centre);
    this.cy.batch(() => {
      this.cy.nodes(".hidden").difference(hidden).removeClass("hidden");
      hidden.addClass("hidden");
    });
    this.drawLegend();
  }
}

/** Draws the network of the page's data in a place of it. */
export async function drawNetwork(place: HTMLElement, panel: SentencePanel): Promise<void> {
  const data = document.querySelector<HTMLScriptElement>(`#${place.dataset.data}`);
  // cytoscape adds a style element unless one of this id is there; the policy of the page forbids it, and
  // explore.css has its one rule.
  document.head.append(element("meta", { id: "__________cytoscape_stylesheet" }));
  const network = new Network(place, panel, JSON.parse(data?.textContent ?? "{}") as Surroundings);
  await network.restore();
}
