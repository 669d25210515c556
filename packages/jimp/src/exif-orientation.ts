/** The orientation in the first directory of a TIFF block; 1 where there is none, or none that makes sense. */
export function readOrientation(exif: Uint8Array): number {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength)
  try {
    const littleEndian = view.getUint16(0) === 0x4949
    const directory = view.getUint32(4, littleEndian)
    const count = Math.min(view.getUint16(directory, littleEndian), maxEntries)
    for (let index = 0; index < count; index += 1) {
      const entry = directory + 2 + index * 12
      if (view.getUint16(entry, littleEndian) !== 0x0112) continue
      const orientation = view.getUint16(entry + 8, littleEndian)
      return orientation >= 1 && orientation <= 8 ? orientation : 1
    }
  } catch (error) {
    // An offset outside the block: broken metadata does not break a picture.
    if (!(error instanceof RangeError)) throw error
  }
  return 1
}

/** Cameras write some dozens. */
const maxEntries = 1000
