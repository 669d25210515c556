import type { S3Client } from '@aws-sdk/client-s3'

/** What two clients have in common that ask the same service, whose objects it can copy by itself. */
export async function serviceOf({ config }: S3Client): Promise<string> {
  if (config.endpoint !== undefined) {
    const { protocol, hostname, port, path } = await config.endpoint()
    return `${protocol}//${hostname}:${port ?? ''}${path}`
  }
  const region = await config.region()
  // Amazon's in China and those of its government know nothing of the others.
  return `amazon ${/^(cn|us-gov)-/.exec(region)?.[1] ?? ''}`
}
