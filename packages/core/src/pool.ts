/** Work that is under way, and how much of something it takes. */
export class Pool {
  #size = 0
  #weight = 0
  #wake = (): void => undefined

  /** How many are under way. */
  get size(): number {
    return this.#size
  }

  /** What they weigh together. */
  get weight(): number {
    return this.#weight
  }

  /** Starts work that never rejects. */
  add(weight: number, work: () => Promise<void>): void {
    this.#size += 1
    this.#weight += weight
    void work().finally(() => {
      this.#size -= 1
      this.#weight -= weight
      this.#wake()
    })
  }

  /** Waits until one of those that are under way has ended. */
  change(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }

  /** Waits until all have ended. */
  async end(): Promise<void> {
    while (this.#size > 0) await this.change()
  }
}
