import { posix } from 'node:path'
import { type StoreErrorContext, StoreUnavailableError } from '@imageattach/core'
import type { Volume } from 'memfs'
import { errorCode } from './store-failure.js'

/** Writes a file in one turn of the event loop, so that nobody sees half of it. A file that is there already stays. */
export function writeOnce(volume: Volume, place: string, bytes: Uint8Array, at: StoreErrorContext): void {
  volume.mkdirSync(posix.dirname(place), { recursive: true })
  try {
    volume.writeFileSync(place, bytes, { flag: 'wx' })
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    if (!holdsBytes(volume, place, bytes)) throw conflict(at)
  }
}

function holdsBytes(volume: Volume, place: string, bytes: Uint8Array): boolean {
  return Buffer.compare(Buffer.from(volume.readFileSync(place)), bytes) === 0
}

function conflict(at: StoreErrorContext): StoreUnavailableError {
  return new StoreUnavailableError(
    `Store ${JSON.stringify(at.storeName)} holds other bytes under ${JSON.stringify(at.key)} already: ` +
      'a path is written once, take a new one from newPath()',
    { ...at, reason: 'conflict' },
  )
}
