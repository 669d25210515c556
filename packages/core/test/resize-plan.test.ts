import { describe, expect, it } from 'vitest'
import { planResize, type ResizeStep } from '../src/resize-plan.js'
import type { ResizeTarget } from '../src/resizer.js'

const source = { width: 1000, height: 800 }

describe('planResize', () => {
  it('makes one chain of a ladder, whatever its order', () => {
    const plan = planResize([size(100, 80), size(500, 400), size(50, 40), size(200, 160)], source)

    expect(outline(plan)).toEqual(['500×400 [200×160 [100×80 [50×40]]]'])
  })

  it('lets pixels pass only where both sides shrink or stay', () => {
    const plan = planResize([size(400, 10), size(10, 400), size(5, 5)], source)

    expect(outline(plan)).toEqual(['400×10', '10×400 [5×5]'])
  })

  it('makes equal sizes from one another', () => {
    expect(outline(planResize([size(100, 80), size(100, 80)], source))).toEqual(['100×80 [100×80]'])
  })

  it('makes nothing from an enlarged picture', () => {
    const plan = planResize([size(1001, 800), size(500, 400), size(1000, 800)], source)

    expect(outline(plan)).toEqual(['1001×800', '1000×800 [500×400]'])
  })

  it('keeps kernels apart, and nearest alone', () => {
    const plan = planResize(
      [
        size(500, 400),
        size(400, 320, 'cubic'),
        size(100, 80),
        size(50, 40, 'cubic'),
        size(300, 240, 'nearest'),
        size(30, 24, 'nearest'),
      ],
      source,
    )

    expect(outline(plan)).toEqual(['500×400 [100×80]', '400×320 [50×40]', '300×240', '30×24'])
  })

  it('remembers where each target stood', () => {
    const [top] = planResize([size(1, 1), size(2, 2)], source)

    expect([top?.index, top?.next[0]?.index]).toEqual([1, 0])
  })
})

function size(width: number, height: number, kernel?: ResizeTarget['kernel']): ResizeTarget {
  return { width, height, mimetype: 'image/png', ...(kernel && { kernel }) }
}

function outline(steps: readonly ResizeStep[]): readonly string[] {
  return steps.map(({ target, next }) => {
    const own = `${target.width}×${target.height}`
    return next.length === 0 ? own : `${own} [${outline(next).join(', ')}]`
  })
}
