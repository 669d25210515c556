import type { Resizer } from '@imageattach/core'
import type { Contract } from '../contract.js'
import { budgetCases } from './budget-cases.js'
import { metadataCases } from './metadata-cases.js'
import { orientationCases } from './orientation-cases.js'
import { pixelCases } from './pixel-cases.js'
import { rejectionCases } from './rejection-cases.js'
import { sizeCases } from './size-cases.js'

/**
 * What every resizer promises. Cases about a format are owed by resizers that declare it, through the capabilities of
 * {@link resizerCapabilities}.
 *
 * ```ts
 * import { resizerCapabilities, resizerContract, testContract } from '@imageattach/contracts'
 * import type { Resizer } from '@imageattach/core'
 * import { describe, it } from 'vitest'
 *
 * declare function myResizer(): Resizer
 *
 * testContract({ describe, it }, resizerContract, {
 *   capabilities: resizerCapabilities(myResizer()),
 *   create: () => myResizer(),
 * })
 * ```
 */
export const resizerContract: Contract<Resizer> = {
  name: 'Resizer',
  cases: [...sizeCases, ...pixelCases, ...orientationCases, ...metadataCases, ...rejectionCases, ...budgetCases],
}

/** The capabilities that a resizer declares by its lists of types: `input:image/webp`, `output:image/jpeg` … */
export function resizerCapabilities(resizer: Pick<Resizer, 'inputs' | 'outputs'>): readonly string[] {
  return [...resizer.inputs.map(type => `input:${type}`), ...resizer.outputs.map(type => `output:${type}`)]
}
