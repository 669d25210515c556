import type { PresignedUpload } from '@imageattach/core'
import { algorithm, credentialOf, type Signer, signatureDate, signText } from './signature.js'

/** The one file that may be uploaded. */
export interface UploadTerms {
  readonly bucket: string
  readonly place: string
  readonly mimetype: string
  readonly maxBytes: number
  /** Seconds. */
  readonly expiresIn: number
  /** Further fields, which the form must hold as they are. */
  readonly fields: Readonly<Record<string, string>>
}

/** A form that uploads one file: its policy binds bucket, key, type, length and time, and is signed. */
export function presignUpload(
  signer: Signer,
  url: string,
  terms: UploadTerms,
  now = Date.now() / 1000,
): PresignedUpload {
  const date = signatureDate(now)
  const fields = {
    ...terms.fields,
    key: terms.place,
    'Content-Type': terms.mimetype,
    'x-amz-algorithm': algorithm,
    'x-amz-credential': credentialOf(signer, date),
    'x-amz-date': date,
    ...(signer.sessionToken === undefined ? {} : { 'x-amz-security-token': signer.sessionToken }),
  }
  const conditions = [
    { bucket: terms.bucket },
    ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
    ['content-length-range', 1, terms.maxBytes],
  ]
  const expiration = new Date((now + terms.expiresIn) * 1000).toISOString()
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64')
  return { url, fields: { ...fields, policy, 'x-amz-signature': signText(signer, date, policy) } }
}
