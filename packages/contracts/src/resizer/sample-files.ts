import { encodePng } from './png.js'
import { quarters } from './quarters.js'

/**
 * The quarters of {@link quarters}, 48×32 pixels, in every format that a resizer may read. They were written by sharp
 * for this package. The GIF has a second frame with the quarters turned by 180°, which must not be seen.
 */
const encoded: Readonly<Record<string, string>> = {
  'image/jpeg':
    '/9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUE' +
    'BQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAgADADAREAAhEBAxEB/8QA' +
    'FwABAQEBAAAAAAAAAAAAAAAAAAcJCP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAYAQEBAQEBAAAAAAAAAAAAAAAACQcFCP/EABQRAQAAAAAA' +
    'AAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AJIy97wAAVBz0bwAEvdBZAABUHPRvAAc3qRtoAAarIvt1AAZUrQMKAAarIvt1AAf/9k=',
  'image/webp':
    'UklGRnwAAABXRUJQVlA4IHAAAACQBQCdASowACAAPikOhUKhh1QGAKEswBdnKC8ANjo4x+AH6zf5nkUOwH7HZ32HDoNtFKFG8AD+86Txr3Xz' +
    'TEpUFE5DZyWoQ6haSORlxe107h/7myP9MqSMEltoyH7/FIf//KEaTP+3sRuzhAkwwAAA',
  'image/gif':
    'R0lGODlhMAAgAIIAAExpcebSMii0PNwoKCg8yAAAAAAAAAAAACH5BAUAAAAALAAAAAAwACAAAAOCOLrcviLKSat8ONvNs29cSH3kIJ5C+aGi' +
    '6rGhq8GbjNG17eCWvvMjHwMYFCqIEyMEGVEemSknNKqcEq7YrHaLDXi/4LD4yy2bx+i0ea1Nu8PsOOFND8jZ9fd9nXfvz31of2WBgoNbhWOH' +
    'iIlwi1mNjo9XkWCTXZVel5SZdpudnpegCQAh+QQFAAAAACwAAAAAMAAgAAADghi63L4kykmrfDjbzbNvXEh9ZCCeRPmhouqxoavBm4zRte3g' +
    'lr7zIx8DGBQqiBMjBBlRHpkpJzSqnAqu2Kx2ix14v+Cw+Mstm8fotHmtTbvD7LjgTR/I2fX3fZ137899aH9lgYKDW4Vjh4iJcItZjY6PV5Fg' +
    'k12VXpeUmXabnZ6XoAkAOw==',
  'image/avif':
    'AAAAHGZ0eXBhdmlmAAAAAG1pZjFhdmlmbWlhZgAAANZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9j' +
    'AAAAAERAAAEAAQAAAAAA+gABAAAAAAAAADYAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABhdjAxAAAAAA5waXRtAAAAAAABAAAAVmlw' +
    'cnAAAAA4aXBjbwAAAAxhdjFDgSACAAAAABRpc3BlAAAAAAAAADAAAAAgAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAgMA' +
    'AAA+bWRhdBIACgk4FS/7SAhoNIAyJ0VwmMkoADygAAAA4PWCCzGTyJS6G5mLP1RXr6nEDK2xX+AvdaxIog==',
  'image/tiff':
    'SUkqAGIAAAB4nO3QMQ2AQBQEUUSciC8CCacELdTIoUbEF4ODqba4S2YEbDavq45E8x6RnfYPpg+nD6cPpw+nD6fPXj51fpGd97kiO/7h9OH0' +
    '4fTh9OH04fThVvP5AY9AUCEQAAABAwABAAAAMAAAAAEBAwABAAAAIAAAAAIBAwADAAAAOAEAAAMBAwABAAAACAAAAAYBAwABAAAAAgAAABEB' +
    'BAABAAAACAAAABIBAwABAAAAAQAAABUBAwABAAAAAwAAABYBAwABAAAAAAEAABcBBAABAAAAWgAAABoBBQABAAAAKAEAABsBBQABAAAAMAEA' +
    'ABwBAwABAAAAAQAAACgBAwABAAAAAgAAAD0BAwABAAAAAgAAAFMBAwADAAAAPgEAAAAAAAAzM8sAAAAIADMzywAAAAgACAAIAAgAAQABAAEA',
}

/** The types that there is a sample of. */
export const sampleTypes: readonly string[] = ['image/png', ...Object.keys(encoded)]

/** A fresh copy of the sample of a type. */
export function sampleFile(mimetype: string): Uint8Array {
  if (mimetype === 'image/png') return encodePng(quarters(48, 32))
  const base64 = encoded[mimetype]
  if (base64 === undefined) throw new RangeError(`There is no sample of ${mimetype}`)
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
}
