import { setTimeout } from 'node:timers/promises'

/** Counts those who are inside at the same time, each for a few milliseconds. */
export class Crowd {
  /** How many there were at most. */
  most = 0
  #inside = 0

  async enter(): Promise<void> {
    this.#inside += 1
    this.most = Math.max(this.most, this.#inside)
    await setTimeout(5)
    this.#inside -= 1
  }
}
