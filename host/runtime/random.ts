// Seeded generator behind `Math.random` in queries and mutations (sfc32).
import { randomFillSync } from "node:crypto";

const seeds = new Uint32Array(4);

export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;
  private seeded = false;

  next(): number {
    if (!this.seeded) this.seed();
    const t = (this.a + this.b + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + t;
    return (t >>> 0) / 4_294_967_296;
  }

  private seed(): void {
    randomFillSync(seeds);
    [this.a, this.b, this.c, this.d] = seeds as unknown as [number, number, number, number];
    this.seeded = true;
  }
}
