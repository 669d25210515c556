/** Uncompressed 8-bit RGB. */
export interface Rgb {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

const window = 8
const step = 4
// (0.01 · 255)² and (0.03 · 255)², as in the paper.
const c1 = 6.5025
const c2 = 58.5225

/**
 * Structural similarity of luma, after Wang et al. 2004, with uniform windows of 8×8 (smaller pictures: the whole)
 * every 4 pixels. 1 is identical.
 */
export function ssim(a: Rgb, b: Rgb): number {
  if (a.width !== b.width || a.height !== b.height) throw new RangeError('SSIM compares pictures of one size')
  const [lumaA, lumaB] = [luma(a), luma(b)]
  const [w, h] = [Math.min(window, a.width), Math.min(window, a.height)]
  let sum = 0
  let count = 0
  for (let y = 0; y + h <= a.height; y += step) {
    for (let x = 0; x + w <= a.width; x += step) {
      sum += windowSsim(lumaA, lumaB, a.width, x, y, w, h)
      count += 1
    }
  }
  return sum / count
}

function windowSsim(
  a: Float64Array,
  b: Float64Array,
  stride: number,
  left: number,
  top: number,
  width: number,
  height: number,
): number {
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0]
  for (let y = top; y < top + height; y += 1) {
    for (let x = left; x < left + width; x += 1) {
      const va = a[y * stride + x] ?? 0
      const vb = b[y * stride + x] ?? 0
      sumA += va
      sumB += vb
      sumAA += va * va
      sumBB += vb * vb
      sumAB += va * vb
    }
  }
  const n = width * height
  const [meanA, meanB] = [sumA / n, sumB / n]
  const varianceA = sumAA / n - meanA * meanA
  const varianceB = sumBB / n - meanB * meanB
  const covariance = sumAB / n - meanA * meanB
  return (
    ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
    ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2))
  )
}

function luma({ width, height, data }: Rgb): Float64Array {
  const out = new Float64Array(width * height)
  for (let at = 0; at < out.length; at += 1) {
    out[at] = 0.299 * (data[at * 3] ?? 0) + 0.587 * (data[at * 3 + 1] ?? 0) + 0.114 * (data[at * 3 + 2] ?? 0)
  }
  return out
}
