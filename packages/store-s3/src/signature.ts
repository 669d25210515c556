import { createHash, createHmac } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'

/** Who signs, and for where. */
export interface Signer {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
  readonly region: string
}

/** The name of the algorithm, as it stands in queries and forms. */
export const algorithm = 'AWS4-HMAC-SHA256'

/** The keys of a client, as they are now: those that expire are renewed by whoever gives them. */
export async function signerOf({ config }: S3Client): Promise<Signer> {
  const [{ accessKeyId, secretAccessKey, sessionToken }, region] = await Promise.all([
    config.credentials(),
    config.region(),
  ])
  return { accessKeyId, secretAccessKey, sessionToken, region }
}

/** A moment as signatures write it: `20250102T030405Z`. */
export function signatureDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, '')
}

/** The key id, and what its signature is good for. */
export function credentialOf(signer: Signer, date: string): string {
  return `${signer.accessKeyId}/${scopeOf(signer, date)}`
}

/** The signature of a text. */
export function signText(signer: Signer, date: string, text: string): string {
  const key = scopeOf(signer, date)
    .split('/')
    .reduce<string | Uint8Array>(
      (previous, part) => createHmac('sha256', previous).update(part).digest(),
      `AWS4${signer.secretAccessKey}`,
    )
  return createHmac('sha256', key).update(text).digest('hex')
}

/** The signature of a request that has neither a body nor headers of its own. */
export function signRequest(signer: Signer, date: string, method: string, url: URL): string {
  const query = url.search.slice(1).split('&').sort().join('&')
  const request = [method, url.pathname, query, `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n')
  const digest = createHash('sha256').update(request).digest('hex')
  return signText(signer, date, [algorithm, date, scopeOf(signer, date), digest].join('\n'))
}

function scopeOf({ region }: Signer, date: string): string {
  return `${date.slice(0, 8)}/${region}/s3/aws4_request`
}
