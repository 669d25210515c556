import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import {
  ImageAttachError,
  type StoreErrorContext,
  type StoreFailureReason,
  StoreUnavailableError,
} from '@imageattach/core'

type ResponseMetadata = GetObjectCommandOutput['$metadata']

const reasons: Readonly<Record<string, StoreFailureReason>> = {
  AccessDenied: 'denied',
  AllAccessDisabled: 'denied',
  AccountProblem: 'denied',
  CredentialsProviderError: 'denied',
  ExpiredToken: 'denied',
  InvalidAccessKeyId: 'denied',
  InvalidToken: 'denied',
  RequestTimeTooSkewed: 'denied',
  SignatureDoesNotMatch: 'denied',
  QuotaExceeded: 'full',
  InsufficientStorage: 'full',
  BadDigest: 'checksum',
  XAmzContentSHA256Mismatch: 'checksum',
}

const remediesByCode: Readonly<Record<string, string>> = {
  NoSuchBucket: 'make the bucket, or correct `bucket`',
  PermanentRedirect: 'set `region` to that of the bucket',
  AuthorizationHeaderMalformed: 'set `region` to that of the bucket',
  InvalidStorageClass: 'set `reducedStorageClass` to a class that the server knows, or to false',
  AccessControlListNotSupported: 'leave out `acl`: the bucket has access control lists turned off',
  RequestTimeTooSkewed: 'set the clock of this machine',
  ExpiredToken: 'give `credentials` as a function that renews them',
  CredentialsProviderError: 'pass `credentials`, or set those of the environment',
}

const remediesByReason: Partial<Readonly<Record<StoreFailureReason, string>>> = {
  full: 'free space on the server, or raise the quota',
  denied: 'let the credentials put, get, delete and list in this bucket, below this prefix',
  checksum: 'try again; if it stays, something between here and the server changes bytes',
}

/** Makes an error of the SDK one of ours. The message names the code and status alone; the error is kept in `cause`. */
export function storeFailure(error: unknown, action: string, at: StoreErrorContext): Error {
  // Misuse by the caller is no failure of the server.
  if (error instanceof ImageAttachError || error instanceof RangeError) return error
  const code = errorCode(error)
  const status = errorStatus(error)
  const reason = reasonOf(error, code, status)
  const remedy = remediesByCode[code] ?? remediesByReason[reason] ?? 'look at the cause, and try again'
  const shown = status === undefined ? code : `${code}, status ${status}`
  return new StoreUnavailableError(
    `Store ${JSON.stringify(at.storeName)} could not ${action} ${JSON.stringify(at.key)} (${shown}): ${remedy}`,
    { ...at, reason },
    { cause: error },
  )
}

function reasonOf(error: unknown, code: string, status: number | undefined): StoreFailureReason {
  const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined
  if (known !== undefined) return known
  if (status === 401 || status === 403) return 'denied'
  if (status === 507) return 'full'
  // The SDK has no code for an answer that differs from the checksum which came with it.
  return error instanceof Error && error.message.startsWith('Checksum mismatch') ? 'checksum' : 'unavailable'
}

/** Whether there is no such object. A bucket that is missing is no absence: it says nothing about files. */
export function isAbsence(error: unknown): boolean {
  return errorStatus(error) === 404 && errorCode(error) !== 'NoSuchBucket'
}

/** The code of an error of S3, such as `NoSuchKey`, or of the network, such as `ECONNRESET`. */
function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name !== 'Error') return error.name
  return 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}

/** The status of the answer; `undefined` if there was none. */
export function errorStatus(error: unknown): number | undefined {
  return errorMetadata(error).httpStatusCode
}

/** What the SDK notes of its tries beside an error. */
export function errorMetadata(error: unknown): Pick<ResponseMetadata, 'httpStatusCode' | 'attempts'> {
  if (!(error instanceof Error) || !('$metadata' in error)) return {}
  return error.$metadata as ResponseMetadata // of this name, the SDK writes nothing else
}
