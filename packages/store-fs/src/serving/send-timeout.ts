import type { ServedBytes } from './servable-store.js'

/**
 * Closes the bytes when nobody has asked for more of them for so many seconds: the client takes nothing, or has left and
 * the server has not noticed. Whoever asks later gets an error, so that a part never passes for the whole.
 */
export function withSendTimeout(bytes: ServedBytes, seconds: number): ServedBytes {
  let isOver = false
  let timer = wait()

  function wait(): NodeJS.Timeout {
    return setTimeout(() => {
      isOver = true
      bytes.close().catch(() => undefined) // nobody is there to hear of it
    }, seconds * 1_000).unref()
  }

  return {
    async next(chunk) {
      clearTimeout(timer)
      if (isOver) throw new Error(`The client took nothing for ${seconds} seconds`)
      const part = await bytes.next(chunk)
      if (part.length > 0) timer = wait()
      return part
    },
    close() {
      clearTimeout(timer)
      return bytes.close()
    },
  }
}

/** Throws `RangeError` for what is no number of seconds that a timer can wait. */
export function checkSendTimeout(seconds: number): number {
  if (seconds > 0 && seconds <= 2_147_483) return seconds
  throw new RangeError(`sendTimeout must be a positive number of seconds, 2,147,483 at most, not ${seconds}`)
}
