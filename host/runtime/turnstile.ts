// Lets queries and mutations run one after another between two turns of the event loop.
// They only ever wait for system calls that answer at once, so taking turns within them
// gains nothing; and when one does not come to an end, it is known which one it is.

export class Turnstile {
  private readonly waiting: (() => void)[] = [];
  /** Number of whoever is inside; 0 for nobody. */
  private inside = 0;
  private last = 0;
  private isWatching = false;

  /** Resolves with a ticket when it is one's turn. */
  enter(): number | Promise<number> {
    const ticket = ++this.last;
    if (this.inside === 0) {
      this.admit(ticket);
      return ticket;
    }
    return new Promise((resolve) =>
      this.waiting.push(() => {
        this.admit(ticket);
        resolve(ticket);
      }),
    );
  }

  leave(ticket: number): void {
    if (this.inside === ticket) this.next();
  }

  private next(): void {
    this.inside = 0;
    this.waiting.shift()?.();
  }

  private admit(ticket: number): void {
    this.inside = ticket;
    if (this.isWatching) return;
    this.isWatching = true;
    setImmediate(() => this.look());
  }

  /** Whoever is still inside after a turn of the loop waits for something real, or for ever: others go on. */
  private look(): void {
    this.isWatching = false;
    if (this.inside !== 0) this.next();
  }
}
