import type { S3Client } from '@aws-sdk/client-s3'

/** The URL of a bucket, as the SDK would ask it: with its region, its path style, its own endpoint. */
export async function bucketUrl({ config }: S3Client, bucket: string): Promise<string> {
  const endpoint = config.endpoint === undefined ? undefined : await config.endpoint()
  const { url } = config.endpointProvider({
    Bucket: bucket,
    Region: await config.region(),
    ForcePathStyle: await settingOf(config.forcePathStyle),
    UseFIPS: await settingOf(config.useFipsEndpoint),
    UseDualStack: await settingOf(config.useDualstackEndpoint),
    Accelerate: await settingOf(config.useAccelerateEndpoint),
    ...(endpoint === undefined
      ? {}
      : {
          Endpoint: `${endpoint.protocol}//${endpoint.hostname}${endpoint.port ? `:${endpoint.port}` : ''}${endpoint.path}`,
        }),
  })
  return url.href
}

async function settingOf(setting: boolean | undefined | (() => Promise<boolean | undefined>)): Promise<boolean> {
  return (typeof setting === 'function' ? await setting() : setting) ?? false
}
