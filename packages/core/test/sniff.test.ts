import { describe, expect, it } from 'vitest'
import { sniffMimetype } from '../src/sniff.js'

describe('sniffMimetype', () => {
  it.each([
    ['image/jpeg', bytes('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['image/png', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
    ['image/webp', bytes('RIFF\x1a\0\0\0WEBPVP8 ')],
    ['image/gif', bytes('GIF87a\x01\0')],
    ['image/gif', bytes('GIF89a\x01\0')],
    ['image/tiff', bytes('II*\0\x08\0\0\0')],
    ['image/tiff', bytes('MM\0*\0\0\0\x08')],
    ['image/bmp', bytes('BM\x36\0\0\0\0\0\0\0\x36\0\0\0')],
    ['image/svg+xml', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['application/pdf', bytes('%PDF-1.7\n')],
  ])('knows %s', (mimetype, input) => {
    expect(sniffMimetype(input)).toBe(mimetype)
  })

  it('takes animated PNG for PNG, as decoders do', () => {
    expect(sniffMimetype(bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08acTL'))).toBe(
      'image/png',
    )
  })

  describe('of ISO base media', () => {
    it.each([
      ['image/avif', 'avif', ['mif1', 'miaf']],
      ['image/avif', 'avis', ['msf1', 'miaf']],
      ['image/avif', 'mif1', ['miaf', 'avif']],
      ['image/heic', 'heic', ['mif1']],
      ['image/heic', 'mif1', ['mif1', 'heic']],
      ['image/heic', 'mif1', ['avif', 'heic']],
      [undefined, 'mif1', ['mif1']],
      [undefined, 'isom', ['avif']],
      [undefined, 'mp42', ['heic']],
      [undefined, 'qt  ', []],
    ])('says %s for major brand %s and %j', (mimetype, major, compatible) => {
      expect(sniffMimetype(fileType(major, compatible))).toBe(mimetype)
    })

    it('reads brands no farther than the box, and not for ever', () => {
      const short = fileType('mif1', ['miaf', 'avif'])
      short[3] = 20
      const endless = fileType('mif1', Array.from({ length: 1000 }, () => 'miaf').concat('avif'))

      expect([sniffMimetype(short), sniffMimetype(endless)]).toEqual([undefined, undefined])
    })
  })

  describe('of SVG', () => {
    it.each([
      '\xef\xbb\xbf<svg>',
      '<?xml version="1.0"?>\n<svg width="1">',
      '<?xml version="1.0"?><!-- a > b --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">\n<svg\n>',
      '<!DOCTYPE svg [ <!ENTITY a "b"> <!ENTITY c "d"> ] ><svg/>',
      '<s:svg xmlns:s="http://www.w3.org/2000/svg">',
    ])('knows %j', text => {
      expect(sniffMimetype(bytes(text))).toBe('image/svg+xml')
    })

    it.each(['<html><svg></svg></html>', '<svgx>', 'text <svg>', '<!-- <svg>', '<?xml <svg>', '<!DOCTYPE html><html>'])(
      'does not take %j for one',
      text => {
        expect(sniffMimetype(bytes(text))).toBeUndefined()
      },
    )

    it('lets WebP that holds the text of an SVG be WebP', () => {
      expect(sniffMimetype(bytes('RIFF\x1a\0\0\0WEBPVP8 <svg xmlns="http://www.w3.org/2000/svg">'))).toBe('image/webp')
    })
  })

  it.each([
    '',
    'x',
    '\xff\xd8',
    '\x89PNG',
    'RIFF',
    'RIFF\0\0\0\0WAVE',
    'GIF88a',
    'BM is text',
    '\0\0\0\x0cjP  ',
    'ftyp',
  ])('knows nothing about %j', text => {
    expect(sniffMimetype(bytes(text))).toBeUndefined()
  })

  it('answers at once to 55 bytes of ASF that sent another sniffer round for ever', () => {
    const asf = new Uint8Array(55)
    asf.set([0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9])

    expect(sniffMimetype(asf)).toBeUndefined()
  })

  it('reads a view into larger memory from its own beginning', () => {
    const memory = bytes('....GIF89a')

    expect(sniffMimetype(memory.subarray(4))).toBe('image/gif')
  })
})

function bytes(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, character => character.charCodeAt(0))
}

function fileType(major: string, compatible: readonly string[]): Uint8Array {
  const size = 16 + compatible.length * 4
  return bytes(`${String.fromCharCode(0, 0, size >> 8, size & 255)}ftyp${major}\0\0\0\0${compatible.join('')}`)
}
