import { UsageError } from './command-error.js'
import type { CommandImages } from './config.js'

/** Refuses names of stores that the configuration does not have. */
export function checkStores(images: CommandImages, names: readonly string[] = []): void {
  const known = [...images.stores].map(({ name }) => name)
  const unknown = names.find(name => !known.includes(name))
  if (unknown === undefined) return
  throw new UsageError(`There is no store "${unknown}"; the configuration has ${known.join(', ') || 'none'}`)
}
