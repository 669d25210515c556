/** Lets work that has the same name run one after the other. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>()

  async take<TResult>(name: string, work: () => Promise<TResult>): Promise<TResult> {
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(work)
    // The next in line waits for the end, whatever it was.
    const end = turn.then(
      () => undefined,
      () => undefined,
    )
    this.#last.set(name, end)
    try {
      return await turn
    } finally {
      if (this.#last.get(name) === end) this.#last.delete(name)
    }
  }
}
