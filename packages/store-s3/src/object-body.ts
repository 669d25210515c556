import type { Readable } from 'node:stream'
import { extraTime } from './bucket-client.js'
import type { OpenObject } from './read-object.js'
import type { S3Timeouts } from './s3-store-options.js'

/** Opens the same object again, from that byte on; `undefined` when it has gone. */
export type Reopen = (position: number) => Promise<OpenObject | undefined>

/** How often a body that breaks off is continued. */
const mostReopenings = 3

/**
 * The bytes of an object, to their end: a body that breaks off or comes to a halt is continued by another one. Waiting
 * for bytes is bounded, for each piece and for all of them; time that the reader takes does not count.
 */
export class ObjectBody {
  readonly #reopen: Reopen
  readonly #requestTimeout: number
  readonly #end: number
  #readable: Readable
  #iterator: AsyncIterator<Uint8Array>
  #position: number
  #patience: number
  #reopenings = 0
  #isDestroyed = false

  constructor({ body, start, byteSize }: OpenObject, timeouts: S3Timeouts, reopen: Reopen) {
    this.#readable = body
    this.#iterator = body[Symbol.asyncIterator]()
    this.#position = start
    this.#end = start + byteSize
    this.#patience = timeouts.total + extraTime(byteSize)
    this.#requestTimeout = timeouts.request
    this.#reopen = reopen
  }

  /** Whether all bytes have been read. */
  get isAtEnd(): boolean {
    return this.#position === this.#end
  }

  /** The next piece; `undefined` once there are no more. */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      try {
        return await this.#nextOfThisBody()
      } catch (error) {
        if (this.#isDestroyed || !(await this.#goOn())) throw error
      }
    }
  }

  /** Frees the connection. */
  destroy(): void {
    this.#isDestroyed = true
    this.#readable.destroy()
  }

  async #nextOfThisBody(): Promise<Uint8Array | undefined> {
    const milliseconds = Math.min(this.#requestTimeout, this.#patience)
    const started = performance.now()
    const timer = setTimeout(() => this.#readable.destroy(lateError(milliseconds)), milliseconds)
    try {
      const { done, value } = await this.#iterator.next()
      this.#position += done ? 0 : value.length
      if (this.#position > this.#end || (done && !this.isAtEnd)) {
        throw new Error(`The file was to end at byte ${this.#end}, and is at byte ${this.#position}`)
      }
      // A plain array of the same bytes: that it is one of Node's buffers is nobody's business.
      return done ? undefined : new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    } finally {
      clearTimeout(timer)
      this.#patience -= performance.now() - started
    }
  }

  /** False when another body would not help. */
  async #goOn(): Promise<boolean> {
    this.#readable.destroy()
    // At the end it was the checksum that was wrong.
    if (this.#position >= this.#end || this.#reopenings === mostReopenings || this.#patience <= 0) return false
    this.#reopenings += 1
    const again = await this.#reopen(this.#position)
    if (again === undefined) return false
    this.#readable = again.body
    this.#iterator = again.body[Symbol.asyncIterator]()
    if (this.#isDestroyed) again.body.destroy()
    return !this.#isDestroyed
  }
}

function lateError(milliseconds: number): Error {
  return Object.assign(new Error(`No byte came for ${Math.ceil(milliseconds)} ms`), { name: 'TimeoutError' })
}
