/** A tree of elements: a text, or children by name, several of one name as an array. */
export type XmlContent = string | { readonly [name: string]: XmlContent | readonly XmlContent[] | undefined }

/** An XML document with one element at its top. */
export function xmlDocument(name: string, content: XmlContent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, content)}`
}

function element(name: string, content: XmlContent): string {
  return `<${name}>${typeof content === 'string' ? escapeText(content) : children(content)}</${name}>`
}

function children(content: Exclude<XmlContent, string>): string {
  return Object.entries(content)
    .flatMap(([name, value]) =>
      (isList(value) ? value : value === undefined ? [] : [value]).map(item => element(name, item)),
    )
    .join('')
}

function isList(value: XmlContent | readonly XmlContent[] | undefined): value is readonly XmlContent[] {
  return Array.isArray(value)
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
