/**
 * Whether an ICC profile means sRGB: by what it computes, not by its name, since cameras and editors ship dozens of
 * sRGB profiles under many names, and other spaces under misleading ones.
 */
export function isSrgbProfile(icc: Uint8Array): boolean {
  const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength)
  try {
    return isMatrixOfSrgb(view)
  } catch (error) {
    // A tag that points outside the profile: no sRGB of ours, let the colour engine judge it.
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The primaries of sRGB, adapted to D50 as profiles hold them. */
const primaries = {
  rXYZ: [0.43607, 0.22249, 0.01392],
  gXYZ: [0.38515, 0.71687, 0.09708],
  bXYZ: [0.14307, 0.06061, 0.7141],
} as const

/** Profiles round their primaries in different ways; a difference of this size moves no 8-bit value by two. */
const primaryTolerance = 0.0012

function isMatrixOfSrgb(view: DataView): boolean {
  if (signature(view, 16) !== 'RGB ' || signature(view, 20) !== 'XYZ ') return false
  const tags = readTags(view)
  // Lookup tables outrank the matrix where a profile has both.
  if (tags.has('A2B0') || tags.has('A2B1')) return false
  for (const [name, expected] of Object.entries(primaries)) {
    const offset = tags.get(name)
    if (offset === undefined || signature(view, offset) !== 'XYZ ') return false
    for (const [axis, value] of expected.entries()) {
      if (Math.abs(fixed(view, offset + 8 + axis * 4) - value) > primaryTolerance) return false
    }
  }
  return ['rTRC', 'gTRC', 'bTRC'].every(name => {
    const offset = tags.get(name)
    return offset !== undefined && isSrgbCurve(readCurve(view, offset))
  })
}

/** Real profiles have 9 to 20 tags. */
const maxTags = 100

function readTags(view: DataView): ReadonlyMap<string, number> {
  const count = Math.min(view.getUint32(128), maxTags)
  const tags = new Map<string, number>()
  for (let index = 0; index < count; index += 1) {
    const entry = 132 + index * 12
    tags.set(signature(view, entry), view.getUint32(entry + 4))
  }
  return tags
}

type Curve = (encoded: number) => number

/** The curve must give back every one of the 256 values, to within one step. */
function isSrgbCurve(curve: Curve | undefined): boolean {
  if (curve === undefined) return false
  for (let code = 0; code < 256; code += 1) {
    const difference = encodeSrgb(curve(code / 255)) * 255 - code
    if (!(Math.abs(difference) <= 1)) return false
  }
  return true
}

function encodeSrgb(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055
}

function readCurve(view: DataView, offset: number): Curve | undefined {
  const type = signature(view, offset)
  if (type === 'curv') return readSampledCurve(view, offset)
  return type === 'para' ? readParametricCurve(view, offset) : undefined
}

function readSampledCurve(view: DataView, offset: number): Curve | undefined {
  const count = view.getUint32(offset + 8)
  if (count === 0) return encoded => encoded
  if (count === 1) {
    const gamma = view.getUint16(offset + 12) / 256
    return encoded => encoded ** gamma
  }
  if (count > 65_536) return undefined
  const sample = (index: number) => view.getUint16(offset + 12 + Math.min(index, count - 1) * 2) / 65_535
  return encoded => {
    const position = encoded * (count - 1)
    const index = Math.floor(position)
    return sample(index) + (sample(index + 1) - sample(index)) * (position - index)
  }
}

/** ICC.1:2010, 10.16: function types 0–4 have 1, 3, 4, 5 and 7 parameters. */
function readParametricCurve(view: DataView, offset: number): Curve | undefined {
  const type = view.getUint16(offset + 8)
  const parameter = (index: number) => fixed(view, offset + 12 + index * 4)
  const g = parameter(0)
  if (type === 0) return encoded => encoded ** g
  if (type !== 3 && type !== 4) return undefined
  const [a, b, c, d] = [parameter(1), parameter(2), parameter(3), parameter(4)]
  const [e, f] = type === 4 ? [parameter(5), parameter(6)] : [0, 0]
  return encoded => (encoded >= d ? (a * encoded + b) ** g + e : c * encoded + f)
}

function fixed(view: DataView, offset: number): number {
  return view.getInt32(offset) / 65_536
}

function signature(view: DataView, offset: number): string {
  return String.fromCharCode(
    view.getUint8(offset),
    view.getUint8(offset + 1),
    view.getUint8(offset + 2),
    view.getUint8(offset + 3),
  )
}
