import { algorithm, credentialOf, type Signer, signatureDate, signRequest } from './signature.js'

/** Half of the week that S3 allows: a URL is good for up to twice as long as was asked for. */
const mostSeconds = 302_400

/** Throws `RangeError` for a time that no URL can last. */
export function checkExpiresIn(expiresIn: number): number {
  if (Number.isSafeInteger(expiresIn) && expiresIn >= 1 && expiresIn <= mostSeconds) return expiresIn
  throw new RangeError(`expiresIn must be a whole number of seconds from 1 to ${mostSeconds}, not ${expiresIn}`)
}

/**
 * Signs the URL of a file. The time of signing is rounded down to a multiple of `expiresIn`, so that the URL repeats and
 * caches know it again; it is good for `expiresIn` seconds at least, and for twice as long at most.
 */
export function signUrl(signer: Signer, url: string, expiresIn: number, now = Date.now() / 1000): string {
  const date = signatureDate(Math.floor(now / expiresIn) * expiresIn)
  const parameters: readonly (readonly [string, string])[] = [
    ['X-Amz-Algorithm', algorithm],
    ['X-Amz-Credential', credentialOf(signer, date)],
    ['X-Amz-Date', date],
    ['X-Amz-Expires', String(2 * expiresIn)],
    ...(signer.sessionToken === undefined ? [] : ([['X-Amz-Security-Token', signer.sessionToken]] as const)),
    ['X-Amz-SignedHeaders', 'host'],
  ]
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  const unsigned = `${url}?${query}`
  return `${unsigned}&X-Amz-Signature=${signRequest(signer, date, 'GET', new URL(unsigned))}`
}
