import { type RunningS3Server, type S3ServerOptions, startS3Server } from '@imageattach/s3-server'
import { onTestFinished } from 'vitest'
import { S3Store } from '../../src/index.js'
import type { S3ConnectionOptions, S3StoreOptions } from '../../src/s3-store-options.js'

type FurtherOptions = Omit<S3StoreOptions, 'bucket' | 'client'>

/** How to reach a server of ours, directly or through a proxy. */
export function connectionTo({ url, region, accessKeyId, secretAccessKey }: RunningS3Server, endpoint = url) {
  return {
    region,
    endpoint,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  } satisfies S3ConnectionOptions
}

/** A server of its own, stopped at the end of the test, with a store on it. */
export async function serverWithStore(options: FurtherOptions = {}, serverOptions: S3ServerOptions = {}) {
  const server = await startS3Server(serverOptions)
  onTestFinished(() => server.stop())
  return { server, store: new S3Store({ bucket: 'images', ...connectionTo(server), ...options }) }
}
