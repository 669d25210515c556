import assert from 'node:assert/strict'
import {
  defaultLimits,
  InvalidImageError,
  type Limits,
  type RejectionReason,
  type ResizedImage,
  type Resizer,
  type ResizeTarget,
} from '@imageattach/core'
import type { ContractCase } from '../contract.js'

export type ResizerCase = ContractCase<Resizer>

/** Allows every type: what is allowed is core's question, what can be decoded is the resizer's. */
export const limits: Limits = { ...defaultLimits, timeout: 30_000 }

/** A target in PNG, the format that the contract can read by itself. */
export function png(width: number, height: number, options: Partial<ResizeTarget> = {}): ResizeTarget {
  return { width, height, mimetype: 'image/png', ...options }
}

/** Asks for one picture, and checks that one came. */
export async function resizeOne(resizer: Resizer, input: Uint8Array, target: ResizeTarget): Promise<ResizedImage> {
  const [image, ...more] = await resizer.resize(input, [target], { limits })
  assert.ok(image, 'one target must give one picture')
  assert.equal(more.length, 0, 'one target must give one picture')
  return image
}

/** Fails unless the promise rejects with {@link InvalidImageError} of one of the reasons. */
export async function assertInvalid(promise: Promise<unknown>, ...reasons: readonly RejectionReason[]): Promise<void> {
  await assert.rejects(promise, error => {
    assert.ok(error instanceof InvalidImageError, `must be an InvalidImageError, not ${String(error)}`)
    assert.ok(reasons.includes(error.reason), `reason must be ${reasons.join(' or ')}, not ${error.reason}`)
    return true
  })
}
