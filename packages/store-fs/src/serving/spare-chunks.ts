/** The length of every chunk: small files fit into one. */
export const chunkLength = 128 * 1024

const spare: Uint8Array<ArrayBuffer>[] = []
const maxSpare = 64

/** Memory for bytes on their way. Fresh memory for each would cost more than reading and sending them. */
export function takeChunk(): Uint8Array<ArrayBuffer> {
  return spare.pop() ?? new Uint8Array(chunkLength)
}

/** Gives memory back, once the system has taken the bytes. Memory that is not given back is only lost for this. */
export function giveChunk(chunk: Uint8Array<ArrayBuffer>): void {
  if (spare.length < maxSpare) spare.push(chunk)
}
