// The best of many hits, which come in any order: a heap with the worst of them on top.

export class Best {
  private readonly scores: Float64Array;
  private readonly documents: Uint32Array;
  size = 0;

  constructor(private readonly limit: number) {
    this.scores = new Float64Array(limit);
    this.documents = new Uint32Array(limit);
  }

  /** Whether a hit would be taken: a higher score, or the same of a newer document. */
  takes(score: number, document: number): boolean {
    if (this.size < this.limit) return this.limit > 0;
    const worst = this.scores[0] as number;
    return score > worst || (score === worst && document > (this.documents[0] as number));
  }

  /** Only what `takes` says yes to. */
  add(score: number, document: number): void {
    const { scores, documents } = this;
    let at = 0;
    if (this.size < this.limit) {
      at = this.size++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!this.isWorse(score, document, parent)) break;
        scores[at] = scores[parent] as number;
        documents[at] = documents[parent] as number;
        at = parent;
      }
    } else {
      for (;;) {
        let child = 2 * at + 1;
        if (child >= this.size) break;
        if (
          child + 1 < this.size &&
          this.isWorse(scores[child + 1] as number, documents[child + 1] as number, child)
        )
          child++;
        if (this.isWorse(score, document, child)) break;
        scores[at] = scores[child] as number;
        documents[at] = documents[child] as number;
        at = child;
      }
    }
    scores[at] = score;
    documents[at] = document;
  }

  private isWorse(score: number, document: number, than: number): boolean {
    const other = this.scores[than] as number;
    return score < other || (score === other && document < (this.documents[than] as number));
  }

  /** Best first, among equals the newest. */
  sorted(): { score: number; document: number }[] {
    const all: { score: number; document: number }[] = [];
    for (let at = 0; at < this.size; at++)
      all.push({ score: this.scores[at] as number, document: this.documents[at] as number });
    return all.sort((a, b) => b.score - a.score || b.document - a.document);
  }
}
