import { ConnectionError } from './errors.js'

/** The one connection of an application whose models are declared before there is any. */
export class LateConnection<TConnection extends object> {
  readonly #kind: string
  #connection: TConnection | undefined

  /** `kind` is what users call a connection. */
  constructor(kind: string) {
    this.#kind = kind
  }

  /** Whether there is a connection by now. */
  get isConnected(): boolean {
    return this.#connection !== undefined
  }

  /** Throws {@link ConnectionError} when there is another one already; the same one again is fine. */
  connect(connection: TConnection): void {
    if (this.#connection !== undefined && this.#connection !== connection) {
      throw new ConnectionError(
        `images.connect(${this.#kind}) was called before with another ${this.#kind}; one set of attachments has one ` +
          `database, so make a second one for the other`,
      )
    }
    this.#connection = connection
  }

  /** Throws {@link ConnectionError} when there is none yet. */
  get(): TConnection {
    if (this.#connection !== undefined) return this.#connection
    throw new ConnectionError(
      `There is no database yet: call images.connect(${this.#kind}) once, when the application starts`,
    )
  }
}
