import type { ObjectCannedACL, S3Client, S3ClientConfig, ServerSideEncryption, StorageClass } from '@aws-sdk/client-s3'

/** Options of {@link S3Store}: how to reach the bucket, where in it files are, and what every file is given. */
export type S3StoreOptions = (S3ConnectionOptions | S3ClientOption) & {
  /** Names the store in rows; never changed once rows name it. Default `s3`. */
  readonly name?: string
  /** The bucket. It must exist. */
  readonly bucket: string
  /** What every key starts with, without the slash that follows it. Default: nothing. */
  readonly prefix?: string
  /** What URLs start with, before the prefix: of a CDN, for example. Default: the bucket's own URL. */
  readonly publicBaseUrl?: string
  /**
   * Makes `getUrl` sign: a URL then shows the file for so many seconds at least, and no bucket or CDN has to be public.
   * At most 302,400. Default: URLs are not signed.
   */
  readonly signedUrls?: { readonly expiresIn: number }
  /** Tells browsers how long to keep a file. Default `public, max-age=31536000, immutable`: a path is written once. */
  readonly cacheControl?: string
  /** The storage class of originals. Default: none is named, so that the bucket decides. */
  readonly storageClass?: StorageClass
  /**
   * The storage class of what can be made again. Default `REDUCED_REDUNDANCY`; `false` names none, for servers that
   * know no classes.
   */
  readonly reducedStorageClass?: StorageClass | false
  /** Who may read a file. Default: none is named, so that the bucket decides; most buckets refuse all. */
  readonly acl?: ObjectCannedACL
  /** How the server encrypts files, and by which key of its key service. Default: as the bucket does. */
  readonly encryption?: { readonly algorithm: ServerSideEncryption; readonly keyId?: string }
  /** Further headers of every file, such as `content-disposition` or `x-amz-tagging`. */
  readonly headers?: Readonly<Record<string, string>>
  /** How long the store waits, in milliseconds. */
  readonly timeouts?: Partial<S3Timeouts>
}

/** How to make a client. */
export interface S3ConnectionOptions {
  /** Where the bucket is. Default: what the environment says, as for every AWS client. */
  readonly region?: string
  /** The server, if it is not Amazon's. */
  readonly endpoint?: string
  /** Puts the bucket into the path of URLs, as most servers of one's own need. Default false. */
  readonly forcePathStyle?: boolean
  /** Keys, or a function that gives them. Default: what the environment says, as for every AWS client. */
  readonly credentials?: NonNullable<S3ClientConfig['credentials']>
  /** How often a call is tried at most, with growing pauses. Default 4. */
  readonly maxAttempts?: number
  readonly client?: never
}

/** A client of the application's own, for everything that the other options do not reach. */
export interface S3ClientOption {
  readonly client: S3Client
  readonly region?: never
  readonly endpoint?: never
  readonly forcePathStyle?: never
  readonly credentials?: never
  readonly maxAttempts?: never
}

/** How long the store waits, in milliseconds. Large files get more, at 100 bytes for each millisecond. */
export interface S3Timeouts {
  /** For one answer, and for each further piece of a file; what is late is tried again. Default 15,000. */
  readonly request: number
  /** For a call with all its tries, or for all the pieces of a file. Default 60,000. */
  readonly total: number
}

const defaultTimeouts: S3Timeouts = { request: 15_000, total: 60_000 }

/** Fills in the defaults. Throws `RangeError` for what is no positive number. */
export function resolveTimeouts(timeouts: Partial<S3Timeouts> = {}): S3Timeouts {
  const resolved = { ...defaultTimeouts, ...timeouts }
  for (const name of ['request', 'total'] as const) {
    if (!(resolved[name] > 0)) throw new RangeError(`timeouts.${name} must be a positive number, not ${resolved[name]}`)
  }
  return resolved
}
