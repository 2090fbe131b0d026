// Labels of IRIs, asked for at the endpoint of this service, many at once.
import { language } from "../parts/language";
import type { Row } from "./rdf_terms";
import { ask } from "./run";

const AT_ONCE = 1000;
const MOST = 10_000; // of one answer, eagerly; of more only those that are seen

export class Labels {
  private readonly found = new Map<string, string>();
  private readonly asked = new Set<string>();
  private reading: Promise<void> = Promise.resolve();
  private isReading = false;

  constructor(
    private readonly endpoint: string,
    /** Only IRIs that begin with it have labels. */
    private readonly base: string,
  ) {}

  /** The label of an IRI in the reader's language, else in the other; undefined where it has none or it is not read yet. */
  of(iri: string): string | undefined {
    return this.found.get(iri);
  }

  /** Reads the labels of the IRIs of some rows, after those that are being read; returns whether there may be new ones. */
  async read(rows: Iterable<Row>): Promise<boolean> {
    const wanted = this.wantedOf(rows);
    const isNew = this.isReading || wanted.length > 0;
    if (wanted.length) {
      this.isReading = true;
      const reading = this.reading.then(() => this.readAll(wanted));
      this.reading = reading;
      void reading.then(() => (this.isReading = this.reading !== reading));
    }
    await this.reading;
    return isNew;
  }

  private wantedOf(rows: Iterable<Row>): string[] {
    const wanted: string[] = [];
    for (const row of rows) {
      for (const term of row) {
        if (term?.type !== "uri" || this.asked.has(term.value) || !term.value.startsWith(this.base)) continue;
        this.asked.add(term.value);
        wanted.push(term.value);
      }
      if (wanted.length >= MOST) break;
    }
    return wanted;
  }

  private async readAll(wanted: string[]): Promise<void> {
    for (let at = 0; at < wanted.length; at += AT_ONCE) await this.readSome(wanted.slice(at, at + AT_ONCE));
  }

  private async readSome(iris: string[]): Promise<void> {
    const values = iris.filter((iri) => !/[<>"{}|^`\\\s]/.test(iri)).map((iri) => `<${iri}>`);
    const query = `SELECT ?iri ?label { VALUES ?iri { ${values.join(" ")} } ?iri skos:prefLabel|rdfs:label ?label }`;
    try {
      const { rows } = await ask(this.endpoint, query, [], AbortSignal.timeout(15_000));
      for (const [iri, label] of rows) {
        if (iri && label && (label.lang.startsWith(language) || !this.found.has(iri.value))) this.found.set(iri.value, label.value);
      }
    } catch {
      // Without labels the IRIs are shown.
    }
  }
}
