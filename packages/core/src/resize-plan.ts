import type { ResizeTarget } from './resizer.js'

/** One picture to make, and the smaller ones that are then made from its pixels. */
export interface ResizeStep {
  readonly target: ResizeTarget
  /** Where the target stands in the list that was asked for. */
  readonly index: number
  readonly next: readonly ResizeStep[]
}

/**
 * Orders targets so that large pictures feed smaller ones: for a ladder of sizes this is one chain, with one decode
 * at its top. Each step that is returned is made from the source itself.
 *
 * Pixels pass only between targets of the same kernel, never from an enlarged picture, and never through `nearest`,
 * which picks pixels and would pick other ones.
 *
 * ```ts
 * import { planResize } from '@imageattach/core'
 *
 * const [top] = planResize(
 *   [
 *     { width: 64, height: 48, mimetype: 'image/jpeg' },
 *     { width: 1024, height: 768, mimetype: 'image/jpeg' },
 *   ],
 *   { width: 4000, height: 3000 },
 * )
 * console.log(top?.target.width, top?.next[0]?.target.width) // 1024 64
 * ```
 */
export function planResize(
  targets: readonly ResizeTarget[],
  source: { readonly width: number; readonly height: number },
): readonly ResizeStep[] {
  const roots: MutableStep[] = []
  const planned: MutableStep[] = []
  const largestFirst = targets
    .map((target, index): MutableStep => ({ target, index, next: [] }))
    .sort((a, b) => area(b.target) - area(a.target))
  for (const step of largestFirst) {
    // The latest that fits is the smallest, so the cheapest.
    const parent = planned.findLast(earlier => canFeed(earlier.target, step.target, source))
    if (parent === undefined) roots.push(step)
    else parent.next.push(step)
    planned.push(step)
  }
  return roots
}

interface MutableStep extends ResizeStep {
  readonly next: MutableStep[]
}

function canFeed(
  parent: ResizeTarget,
  child: ResizeTarget,
  source: { readonly width: number; readonly height: number },
): boolean {
  const kernel = parent.kernel ?? 'lanczos3'
  if (kernel === 'nearest' || kernel !== (child.kernel ?? 'lanczos3')) return false
  if (parent.width > source.width || parent.height > source.height) return false
  return parent.width >= child.width && parent.height >= child.height
}

function area(target: ResizeTarget): number {
  return target.width * target.height
}
