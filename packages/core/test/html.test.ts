import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeHtml, imgTag } from '../src/html.js'
import { anyText } from './support/any-text.js'

/** Reads a tag as a browser does: what stands between the quotes, the entities turned back. */
function parseTag(tag: string): Record<string, string> {
  const inside = /^<img ([^<>]*)>$/.exec(tag)?.[1]
  if (inside === undefined) throw new Error(`This is not one tag: ${tag}`)
  const attributes: Record<string, string> = {}
  const rest = inside.replaceAll(/([a-z][a-z0-9:-]*)(?:="([^"]*)")?(?: |$)/gi, (_, name: string, value = '') => {
    attributes[name] = unescapeHtml(value)
    return ''
  })
  if (rest !== '') throw new Error(`Text outside of attributes: ${rest}`)
  return attributes
}

function unescapeHtml(text: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
}

const markup = fc.array(fc.constantFrom(...'&<>"\'=/ a;#')).map(characters => characters.join(''))
const text = fc.oneof(anyText(), markup)

describe('imgTag', () => {
  it('writes attributes in their order', () => {
    expect(imgTag({ src: 'a.png', width: 40, alt: 'A & B' })).toBe('<img src="a.png" width="40" alt="A &amp; B">')
  })

  it('escapes every text in every attribute so that a browser reads it back', () => {
    fc.assert(
      fc.property(text, text, (alt, title) => {
        expect(parseTag(imgTag({ src: 'a.png', alt, 'data-title': title }))).toEqual({
          src: 'a.png',
          alt,
          'data-title': title,
        })
      }),
    )
  })

  it('writes true as a bare name, and leaves undefined and false out', () => {
    expect(imgTag({ src: 'a', ismap: true, hidden: false, alt: undefined })).toBe('<img src="a" ismap>')
  })

  it('keeps empty text and zero', () => {
    expect(imgTag({ alt: '', tabindex: 0 })).toBe('<img alt="" tabindex="0">')
  })

  it.each(['onload', 'onError', 'ONCLICK'])('refuses the event handler %s, whose value would be code', name => {
    expect(() => imgTag({ [name]: 'alert(1)' })).toThrow(TypeError)
    expect(() => imgTag({ [name]: true })).toThrow(TypeError)
  })

  it.each(['', 'a b', 'a"', 'a>', '1a', 'a=b', "a'", 'a/'])('refuses %o as a name', name => {
    expect(() => imgTag({ [name]: 'x' })).toThrow(TypeError)
  })

  it('accepts names with dashes, colons and digits', () => {
    expect(imgTag({ 'data-x1': 'a', 'xml:lang': 'de' })).toBe('<img data-x1="a" xml:lang="de">')
  })
})

describe('escapeHtml', () => {
  it('replaces the five characters that HTML gives a meaning', () => {
    expect(escapeHtml(`<a href="x" title='y'>&amp;`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;')
  })
})
