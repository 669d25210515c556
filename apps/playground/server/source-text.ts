/** A value as TypeScript, in the style of this repository: what the journal shows is what could be pasted. */
export function sourceText(value: string | number | boolean | readonly object[] | object): string {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(sourceText).join(', ')}]`
  const properties = Object.entries(value).map(([name, property]) => `${name}: ${sourceText(property)}`)
  return `{ ${properties.join(', ')} }`
}
