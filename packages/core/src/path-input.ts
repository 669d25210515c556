import { createReadStream } from 'node:fs'

/**
 * A file of the local disk as an input. It is opened at the first read, and only a path that the application chose
 * itself may be given here: never one that a user sent.
 */
export async function* readPath(path: string | URL): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of createReadStream(path)) yield chunk as Uint8Array // no encoding is set, so chunks are bytes
}
