import { InvalidImageError, isImageAttachError, type RejectionReason, StoreUnavailableError } from '@imageattach/core'
import type { Failure } from './protocol.js'

/** Tells a visitor what went wrong and what to do next. Errors that nobody expects keep their text to themselves. */
export function describeFailure(error: unknown): Failure {
  if (isAbort(error)) {
    return {
      code: 'ABORTED',
      reason: null,
      message: 'The request was aborted.',
      advice: 'Nothing was left behind; send the photo again whenever you like.',
    }
  }
  if (error instanceof InvalidImageError) {
    const { code, reason, message } = error
    return { code, reason, message, advice: adviceByReason[reason] }
  }
  if (isImageAttachError(error)) {
    const reason = error instanceof StoreUnavailableError ? error.reason : null
    return { code: error.code, reason, message: error.message, advice: adviceByCode[error.code] ?? tryAgain }
  }
  if (error instanceof RangeError || error instanceof TypeError) {
    return { code: error.name, reason: null, message: error.message, advice: 'Change the value and try again.' }
  }
  console.error(error)
  return { code: 'UNEXPECTED', reason: null, message: 'This should not happen.', advice: 'The terminal tells more.' }
}

/** The status that goes with the failure. */
export function statusOf({ code, reason }: Failure): 400 | 404 | 409 | 413 | 415 | 422 | 500 | 503 {
  if (reason === 'too-large') return 413
  if (code === 'UNSUPPORTED_MIME_TYPE') return 415
  if (code === 'INVALID_IMAGE') return 422
  if (code === 'NO_ORIGINAL' || code === 'NO_THUMBNAIL') return 404
  if (code === 'CONFLICT' || code === 'STALE_ORIGINAL') return 409
  if (code === 'STORE_UNAVAILABLE' || code === 'MIGRATION_FAILED') return 503
  return code === 'UNEXPECTED' ? 500 : 400
}

const tryAgain = 'Try again; if it fails again, the terminal may tell more.'

const adviceByReason: Readonly<Record<RejectionReason, string>> = {
  empty: 'Choose a file that has something in it.',
  unsupported: 'Send a JPEG, PNG, WebP, GIF or AVIF image; jimp knows fewer types than sharp.',
  corrupt: 'The file is damaged or was cut off: export or download it once more.',
  mismatch: 'The file is named as another type than it is: correct its ending.',
  'too-large': 'Send a smaller file, or raise limits.maxBytes.',
  'too-many-pixels': 'Scale the image down first, or raise limits.maxPixels.',
  'too-many-frames': 'Send an animation with fewer frames, or a still image.',
  timeout: 'It took too long: send a smaller file, or raise limits.readTimeout (reading) or limits.timeout (decoding).',
}

const adviceByCode: Readonly<Record<string, string>> = {
  NO_ORIGINAL: 'Upload a photo first.',
  STALE_ORIGINAL: 'The photo was replaced meanwhile: ask for the size again.',
  CONFLICT: 'Somebody else changed it at the same moment: try again.',
  STORE_UNAVAILABLE: 'Look at the free space and the permissions of the data folder, or whether S3 answers.',
  MIGRATION_FAILED: 'Mend the store that fails, then go on: what was moved is moved.',
}

/** The reason of an aborted request: what the signal carries, which may be no error at all, or the store's account. */
function isAbort(error: unknown): boolean {
  if (error instanceof StoreUnavailableError) return error.reason === 'aborted'
  return typeof error === 'string' || (error instanceof Error && error.name === 'AbortError')
}
