import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** The name of the only algorithm. */
export const algorithm = 'AWS4-HMAC-SHA256'

/** Who may sign, and for where. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/** A request as Signature Version 4 sees it. */
export interface SignedParts {
  readonly method: string
  readonly rawPath: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly signedHeaders: readonly string[]
  readonly payloadHash: string
  /** As in `X-Amz-Date`: `20250102T030405Z`. */
  readonly date: string
}

/** The signature that a request must carry. */
export function requestSignature(credentials: Credentials, parts: SignedParts): string {
  const canonical = [
    parts.method,
    parts.rawPath,
    canonicalQuery(parts.query),
    ...parts.signedHeaders.map(name => `${name}:${(parts.headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    parts.signedHeaders.join(';'),
    parts.payloadHash,
  ].join('\n')
  const text = [algorithm, parts.date, scopeOf(credentials, parts.date), sha256(canonical)].join('\n')
  return textSignature(credentials, parts.date, text)
}

/** The signature of any text, such as the policy of a form. */
export function textSignature({ secretAccessKey, region }: Credentials, date: string, text: string): string {
  const key = [date.slice(0, 8), region, 's3', 'aws4_request'].reduce<string | Uint8Array>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `AWS4${secretAccessKey}`,
  )
  return createHmac('sha256', key).update(text).digest('hex')
}

/** What follows the key id in a credential. */
export function scopeOf({ region }: Credentials, date: string): string {
  return [date.slice(0, 8), region, 's3', 'aws4_request'].join('/')
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

export function sameText(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right))
}

/** A date of a signature in milliseconds since 1970; `NaN` for any other text. */
export function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
