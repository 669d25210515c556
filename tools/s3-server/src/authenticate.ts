import type { Incoming } from './incoming.ts'
import { S3Error } from './s3-error.ts'
import { algorithm, type Credentials, requestSignature, sameText, scopeOf, sha256, timeOf } from './signature.ts'

const mostSkew = 15 * 60_000

/** Checks who sent a request: `'owner'` if it is signed, `'anybody'` if it is not; what is signed wrongly is refused. */
export function authenticate(incoming: Incoming, credentials: Credentials): 'owner' | 'anybody' {
  const { headers, query } = incoming
  if (query.has('X-Amz-Signature')) checkQuery(incoming, credentials)
  else if (headers.authorization !== undefined) checkHeader(incoming, headers.authorization, credentials)
  else return 'anybody'
  return 'owner'
}

function checkHeader(incoming: Incoming, authorization: string, credentials: Credentials): void {
  const match = /^(\S+) Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(authorization)
  if (match === null || match[1] !== algorithm) throw new S3Error(400, 'AuthorizationHeaderMalformed')
  const [, , credential = '', signedHeaders = '', signature = ''] = match
  const { 'x-amz-date': date = '', 'x-amz-content-sha256': payloadHash = '' } = incoming.headers
  if (!(Math.abs(timeOf(date) - Date.now()) <= mostSkew)) throw new S3Error(403, 'RequestTimeTooSkewed')
  checkCredential(credential, date, credentials)
  checkSignature(incoming, credentials, { signedHeaders, signature, payloadHash, date })
  if (/^[0-9a-f]{64}$/.test(payloadHash) && payloadHash !== sha256(incoming.body)) {
    throw new S3Error(400, 'XAmzContentSHA256Mismatch')
  }
}

function checkQuery(incoming: Incoming, credentials: Credentials): void {
  const value = (name: string) => incoming.query.get(`X-Amz-${name}`) ?? ''
  const date = value('Date')
  const expires = Number(value('Expires'))
  if (value('Algorithm') !== algorithm || !(expires >= 1 && expires <= 604_800)) {
    throw new S3Error(400, 'AuthorizationQueryParametersError')
  }
  if (!(timeOf(date) <= Date.now() + mostSkew)) throw new S3Error(403, 'AccessDenied', 'Request is not yet valid')
  if (Date.now() > timeOf(date) + expires * 1000) throw new S3Error(403, 'AccessDenied', 'Request has expired')
  checkCredential(value('Credential'), date, credentials)
  checkSignature(incoming, credentials, {
    signedHeaders: value('SignedHeaders'),
    signature: value('Signature'),
    payloadHash: 'UNSIGNED-PAYLOAD',
    date,
  })
}

function checkCredential(credential: string, date: string, credentials: Credentials): void {
  const [accessKeyId, ...scope] = credential.split('/')
  if (accessKeyId !== credentials.accessKeyId) throw new S3Error(403, 'InvalidAccessKeyId')
  if (scope.join('/') !== scopeOf(credentials, date)) throw new S3Error(400, 'AuthorizationHeaderMalformed')
}

interface Claim {
  readonly signedHeaders: string
  readonly signature: string
  readonly payloadHash: string
  readonly date: string
}

function checkSignature(incoming: Incoming, credentials: Credentials, claim: Claim): void {
  const signedHeaders = claim.signedHeaders.split(';')
  const unsigned = Object.keys(incoming.headers).filter(
    name => (name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name),
  )
  if (unsigned.length > 0) throw new S3Error(403, 'AccessDenied', `Headers not signed: ${unsigned.join(', ')}`)
  const expected = requestSignature(credentials, { ...incoming, ...claim, signedHeaders })
  if (!sameText(expected, claim.signature)) throw new S3Error(403, 'SignatureDoesNotMatch')
}
