import type { AttachmentDefinition } from './attachment-definition.js'
import type { ThumbnailOptions } from './generate-thumbnails.js'
import type { Image } from './image.js'
import type { ImageTypes } from './image-types.js'
import type { Key } from './key.js'
import { setLockName } from './ledger.js'
import { describeRequest, type SizeRequest } from './thumbnail-size.js'
import { untilAborted } from './until-aborted.js'

/** What is being made, by application. */
const flights = new WeakMap<object, Map<string, Promise<unknown>>>()

/**
 * Runs `generate` once for all callers who ask for the same size of the same set at the same time; one who leaves does
 * not stop it. Callers in a transaction do not share: one must not see what another may roll back; nor do callers with
 * options of their own.
 */
export async function findOrGenerate<T extends ImageTypes>(
  { services, table, handle }: AttachmentDefinition<T>,
  key: Key,
  request: SizeRequest,
  options: ThumbnailOptions<T['columns']>,
  generate: (options: ThumbnailOptions<T['columns']>) => Promise<Image<T['record']>>,
): Promise<Image<T['record']>> {
  const { signal, ...own } = options
  if (handle !== undefined || Object.keys(own).length > 0) return generate(options)
  signal?.throwIfAborted()
  const flying = flightsOf(services)
  const name = `${setLockName(table, key)} ${describeRequest(request)}`
  const flight = (flying.get(name) as Promise<Image<T['record']>> | undefined) ?? start() // the name holds the table
  return signal ? untilAborted(flight, signal) : flight

  function start(): Promise<Image<T['record']>> {
    const started = generate({}).finally(() => flying.delete(name))
    flying.set(name, started)
    return started
  }
}

function flightsOf(services: object): Map<string, Promise<unknown>> {
  const flying = flights.get(services) ?? new Map<string, Promise<unknown>>()
  flights.set(services, flying)
  return flying
}
