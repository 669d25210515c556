/** Does one thing after the other for each holder, such as a connection; what belongs to different ones runs at once. */
export class Turns<THolder extends object> {
  readonly #last = new WeakMap<THolder, Promise<unknown>>()

  /** Runs the work when all that was asked for before has ended, whether or not it failed. */
  take<TResult>(holder: THolder, work: () => Promise<TResult>): Promise<TResult> {
    const turn = (this.#last.get(holder) ?? Promise.resolve()).then(work)
    this.#last.set(
      holder,
      turn.catch(() => undefined), // whoever waits for the turn itself hears of it
    )
    return turn
  }
}
