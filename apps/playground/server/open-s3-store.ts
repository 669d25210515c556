import type { PlaygroundStore } from './stores.js'

/** Which bucket, and where. */
export interface S3Settings {
  readonly bucket: string
  /** What every key starts with. Default `imageattach-playground`. */
  readonly prefix?: string
  /** The server, if it is not Amazon's. */
  readonly endpoint?: string
  /** Default: what the environment says, as for every AWS client. */
  readonly region?: string
  /** Default: what the environment says, as for every AWS client. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** The settings that the environment holds, if it names a bucket. */
export function readS3Settings(environment: Readonly<Record<string, string | undefined>>): S3Settings | undefined {
  const { PLAYGROUND_S3_BUCKET: bucket, PLAYGROUND_S3_ENDPOINT: endpoint } = environment
  const { PLAYGROUND_S3_PREFIX: prefix, PLAYGROUND_S3_REGION: region } = environment
  if (!bucket) return undefined
  return {
    bucket,
    ...(prefix ? { prefix } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(region ? { region } : {}),
  }
}

/** Opens the store; its library is loaded here and not before, since it takes a while. */
export async function openS3Store(settings: S3Settings): Promise<PlaygroundStore> {
  const { S3Store } = await import('@imageattach/store-s3')
  const { prefix = 'imageattach-playground', endpoint, ...connection } = settings
  const store = new S3Store({
    name: 's3',
    prefix,
    // The bucket may be private, and the page loads nothing from anywhere else: the files go through here.
    publicBaseUrl: '/files/s3/',
    ...connection,
    // A server of one's own rarely has a name for each bucket, nor a reduced class.
    ...(endpoint ? { endpoint, forcePathStyle: true, reducedStorageClass: false } : {}),
  })
  return { name: 's3', store, own: store, servedAt: `/files/s3/${prefix}/` }
}
