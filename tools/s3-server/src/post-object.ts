import type { Answer } from './answer.ts'
import type { Bucket } from './bucket.ts'
import type { Incoming } from './incoming.ts'
import { S3Error } from './s3-error.ts'
import { algorithm, type Credentials, sameText, scopeOf, textSignature } from './signature.ts'

type Condition = Readonly<Record<string, string>> | readonly [string, string | number, string | number]

interface Policy {
  readonly expiration: string
  readonly conditions: readonly Condition[]
}

/** Fields that no condition has to name. */
const freeFields: ReadonlySet<string> = new Set(['policy', 'x-amz-signature', 'file'])

/** An upload by a form, whose fields the policy binds and the owner has signed. */
export async function postObject(bucket: Bucket, incoming: Incoming, credentials: Credentials): Promise<Answer> {
  const type = incoming.headers['content-type'] ?? ''
  const form = await new Response(Buffer.from(incoming.body), { headers: { 'content-type': type } }).formData()
  const fields = new Map<string, string>()
  for (const [name, value] of form) if (typeof value === 'string') fields.set(name.toLowerCase(), value)
  const file = form.get('file')
  if (file === null || typeof file === 'string') throw new S3Error(400, 'InvalidArgument', 'POST requires one file')

  const policy = checkedPolicy(fields, credentials)
  fields.set('bucket', incoming.bucket)
  for (const condition of policy.conditions) checkCondition(condition, fields, file.size)
  const bound = new Set(policy.conditions.map(boundField))
  for (const name of fields.keys()) {
    if (!freeFields.has(name) && name !== 'bucket' && !bound.has(name)) {
      throw new S3Error(403, 'AccessDenied', `Invalid according to Policy: Extra input fields: ${name}`)
    }
  }
  const bytes = new Uint8Array(await file.arrayBuffer())
  const { etag } = bucket.put(fields.get('key') ?? '', bytes, Object.fromEntries(fields))
  return { status: 204, headers: { etag } }
}

function checkedPolicy(fields: ReadonlyMap<string, string>, credentials: Credentials): Policy {
  const value = (name: string) => fields.get(name) ?? ''
  const date = value('x-amz-date')
  const isOurs = value('x-amz-credential') === `${credentials.accessKeyId}/${scopeOf(credentials, date)}`
  const expected = textSignature(credentials, date, value('policy'))
  if (value('x-amz-algorithm') !== algorithm || !isOurs || !sameText(expected, value('x-amz-signature'))) {
    throw new S3Error(403, 'SignatureDoesNotMatch')
  }
  const policy = JSON.parse(Buffer.from(value('policy'), 'base64').toString()) as Policy // signed by the owner
  if (!(Date.parse(policy.expiration) > Date.now())) {
    throw new S3Error(403, 'AccessDenied', 'Invalid according to Policy: Policy expired')
  }
  return policy
}

function boundField(condition: Condition): string {
  const name = isList(condition) ? String(condition[1]).replace(/^\$/, '') : (Object.keys(condition)[0] ?? '')
  return name.toLowerCase()
}

function checkCondition(condition: Condition, fields: ReadonlyMap<string, string>, size: number): void {
  if (isList(condition) && condition[0] === 'content-length-range') {
    if (size > Number(condition[2])) throw new S3Error(400, 'EntityTooLarge')
    if (size < Number(condition[1])) throw new S3Error(400, 'EntityTooSmall')
    return
  }
  const actual = fields.get(boundField(condition)) ?? ''
  const expected = String(isList(condition) ? condition[2] : Object.values(condition)[0])
  const holds = isList(condition) && condition[0] === 'starts-with' ? actual.startsWith(expected) : actual === expected
  if (!holds) throw new S3Error(403, 'AccessDenied', `Invalid according to Policy: ${JSON.stringify(condition)}`)
}

function isList(condition: Condition): condition is readonly [string, string | number, string | number] {
  return Array.isArray(condition)
}
