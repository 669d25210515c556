import fc from 'fast-check'

/** Text of any UTF-16 units, halves of characters among them. (`fc.string` prepares seconds for the whole of Unicode.) */
export function anyText(maxLength = 20): fc.Arbitrary<string> {
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength })
  return units.map(codes => String.fromCharCode(...codes))
}
