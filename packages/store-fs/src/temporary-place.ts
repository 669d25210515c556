import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'

/**
 * Where the bytes of a file are while they are written. The name follows from the file's own, so that deleting the
 * file also removes what a killed process left of it; it starts with a dot, as no path of a store does.
 */
export function temporaryPlace(place: string): string {
  return join(dirname(place), `.${basename(place)}.tmp`)
}

/** Another one, for a file that a second process is writing at the same time. */
export function spareTemporaryPlace(place: string): string {
  return join(dirname(place), `.${basename(place)}.${randomUUID()}.tmp`)
}

/** The name of the file that a temporary one was to become; `undefined` for any other name. */
export function nameOfTemporary(name: string): string | undefined {
  return /^\.(.+)\.tmp$/.exec(name)?.[1]
}
