/** Attributes of an `<img>`: `alt`, `class`, `loading` … A number is written as text, `true` as a bare name. */
export type ImgAttributes = Readonly<Record<string, string | number | boolean | undefined>>

/** Escapes text for HTML, also inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/**
 * An `<img>` tag with every value escaped; `undefined` and `false` leave an attribute out.
 *
 * @throws TypeError for a name that is no attribute, or an event handler, whose value would be code
 */
export function imgTag(attributes: ImgAttributes): string {
  const parts = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? checkName(name) : `${checkName(name)}="${escapeHtml(String(value))}"`))
  return `<img ${parts.join(' ')}>`
}

function checkName(name: string): string {
  if (/^[a-z][a-z0-9:-]*$/i.test(name) && !/^on/i.test(name)) return name
  throw new TypeError(`${JSON.stringify(name)} is no attribute that an <img> may get here`)
}
